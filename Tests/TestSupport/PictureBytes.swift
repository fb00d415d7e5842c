/// Files and headers of pictures with what the ffmpeg command cannot write into them.
public enum PictureBytes {
    /// `value` in `count` bytes.
    public static func number(_ value: Int, _ count: Int, isBigEndian: Bool = true) -> [UInt8] {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        return isBigEndian ? bytes.reversed() : bytes
    }

    /// An uncompressed TIFF file of 8-bit grey, `pixels` row by row.
    public static func tiff(
        width: Int = 2, height: Int = 1, pixels: [UInt8] = [10, 20], orientation: Int, dotsPerInch: Int = 300,
        isBigEndian: Bool = false
    ) -> [UInt8] {
        // Type 3 is a number of two bytes, 4 one of four, 5 a fraction.
        let fields: [(tag: Int, type: Int, value: Int)] = [
            (256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 0),
            (274, 3, orientation),
            (277, 3, 1), (278, 4, height), (279, 4, width * height), (282, 5, 0), (283, 5, 0), (296, 3, 2),
        ]
        func number(_ value: Int, _ count: Int) -> [UInt8] { self.number(value, count, isBigEndian: isBigEndian) }
        let end = 8 + 2 + 12 * fields.count + 4
        var bytes = Array((isBigEndian ? "MM" : "II").utf8) + number(42, 2) + number(8, 4) + number(fields.count, 2)
        for field in fields {
            let value = field.tag == 273 ? end + 8 : field.type == 5 ? end : field.value
            bytes += number(field.tag, 2) + number(field.type, 2) + number(1, 4)
            bytes += field.type == 3 ? number(value, 2) + [0, 0] : number(value, 4)
        }
        return bytes + number(0, 4) + number(dotsPerInch, 4) + number(1, 4) + pixels
    }

    /// The segment of a JPEG file that holds Exif data.
    public static func exifSegment(orientation: Int) -> [UInt8] {
        let data = Array("Exif\0\0".utf8) + tiff(orientation: orientation)
        return [0xFF, 0xE1] + number(data.count + 2, 2) + data
    }

    /// The beginning of a JPEG file, up to the scan.
    public static func jpegHeader(orientation: Int, dotsPerInch: Int) -> [UInt8] {
        let data = Array("Exif\0\0".utf8) + tiff(orientation: orientation, dotsPerInch: dotsPerInch)
        return [0xFF, 0xD8, 0xFF, 0xE1] + number(data.count + 2, 2) + data + [0xFF, 0xDA]
    }

    /// A chunk of a PNG file.
    public static func pngChunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + data
        var checksum: UInt32 = .max
        for byte in body {
            checksum ^= UInt32(byte)
            for _ in 0..<8 { checksum = checksum >> 1 ^ (checksum & 1 == 0 ? 0 : 0xEDB8_8320) }
        }
        return number(data.count, 4) + body + number(Int(~checksum), 4)
    }

    /// A PNG file without a picture.
    public static func pngHeader(orientation: Int, dotsPerInch: Int) -> [UInt8] {
        let perMetre = number(Int((Double(dotsPerInch) / 0.0254).rounded()), 4)
        return [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10] + pngChunk("pHYs", perMetre + perMetre + [1])
            + pngChunk("eXIf", Array(tiff(orientation: orientation).prefix(8 + 2 + 12 * 7)))
    }

    /// A WebP file without a picture.
    public static func webPHeader(orientation: Int, dotsPerInch: Int) -> [UInt8] {
        let data = tiff(orientation: orientation, dotsPerInch: dotsPerInch)
        return Array("RIFF".utf8) + number(data.count + 12, 4, isBigEndian: false) + Array("WEBPEXIF".utf8)
            + number(data.count, 4, isBigEndian: false) + data
    }

    /// A DPX file's header of 2048 bytes with the fields of film and television: timecode 01:02:03:04, 23.976 frames a
    /// second, frame 77 of its sequence, a slate, a scanner, and logarithmic codes.
    public static func dpxHeader(isBigEndian: Bool) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 2048)
        func put(_ value: [UInt8], at offset: Int) { bytes.replaceSubrange(offset..<offset + value.count, with: value) }
        func number(_ value: Int) -> [UInt8] { self.number(value, 4, isBigEndian: isBigEndian) }
        put(Array((isBigEndian ? "SDPX" : "XPDS").utf8), at: 0)
        put(number(2048), at: 4)
        put(Array("V1.0".utf8), at: 8)
        put(Array("Project Nitrate".utf8), at: 260)
        put([1, 1], at: 801)
        put(Array("Scanner 5".utf8), at: 1556)
        put(number(77), at: 1712)
        let rate = number(Int((23.976 as Float).bitPattern))
        put(rate, at: 1724)
        put(Array("Slate 12".utf8), at: 1764)
        put(number(0x0102_0304), at: 1920)
        put(rate, at: 1940)
        return bytes
    }

    /// A DPX file of 10-bit grey, three samples in 32 bits, as scanners of black-and-white film write it and FFmpeg
    /// reads only. `width` is a multiple of 3.
    public static func dpxOfGray10(width: Int, height: Int, values: [Int]) -> [UInt8] {
        var bytes = dpxHeader(isBigEndian: true)
        bytes.replaceSubrange(768..<780, with: number(0, 2) + number(1, 2) + number(width, 4) + number(height, 4))
        // Luma, codes for a screen, ten bits, filled to words.
        bytes.replaceSubrange(800..<806, with: [6, 6, 6, 10, 0, 1])
        bytes.replaceSubrange(808..<812, with: number(2048, 4))
        for start in stride(from: 0, to: width * height, by: 3) {
            bytes += number(values[start] << 2 | values[start + 1] << 12 | values[start + 2] << 22, 4)
        }
        return bytes
    }

    /// An attribute in an OpenEXR file's header.
    public static func exrAttribute(_ name: [UInt8], _ type: String, _ value: [UInt8]) -> [UInt8] {
        name + [0] + Array(type.utf8) + [0] + number(value.count, 4, isBigEndian: false) + value
    }

    /// An OpenEXR file's header: a channel of half floats, 24000/1001 frames a second, timecode 01:02:03:04, and the
    /// attributes `more`.
    public static func exrHeader(_ more: [UInt8] = []) -> [UInt8] {
        func number(_ value: Int) -> [UInt8] { self.number(value, 4, isBigEndian: false) }
        func attribute(_ name: String, _ type: String, _ value: [UInt8]) -> [UInt8] {
            exrAttribute(Array(name.utf8), type, value)
        }
        let channel = Array("Y\0".utf8) + number(1) + [0, 0, 0, 0] + number(1) + number(1)
        return [0x76, 0x2F, 0x31, 0x01] + number(2) + attribute("channels", "chlist", channel + [0])
            + attribute("framesPerSecond", "rational", number(24000) + number(1001))
            // The flags beside the digits are set, as those of drop frames are.
            + attribute("timeCode", "timecode", number(0x0102_0304 | 0xC080_80C0) + number(0)) + more + [0]
    }

    /// What says how large an OpenEXR picture is, and how large its tiles are; nil for blocks of one row.
    public static func exrSize(last: Int, first: Int = 0, tile: Int? = nil) -> [UInt8] {
        func number(_ value: Int) -> [UInt8] { self.number(value, 4, isBigEndian: false) }
        let window = number(first) + number(first) + number(last) + number(last)
        return exrAttribute(Array("dataWindow".utf8), "box2i", window)
            + exrAttribute(Array("compression".utf8), "compression", [0])
            + (tile.map { exrAttribute(Array("tiles".utf8), "tiledesc", number($0) + number($0) + [0]) } ?? [])
    }

    /// An OpenEXR file of 4 × 4 pixels in blocks of one row, or in four tiles, whose samples do not matter; with the
    /// attributes `more`.
    public static func exrPicture(isTiled: Bool, _ more: [UInt8] = []) -> [UInt8] {
        func number(_ value: Int) -> [UInt8] { self.number(value, 4, isBigEndian: false) }
        var file = exrHeader(more + exrSize(last: 3, tile: isTiled ? 2 : nil))
        let block = [UInt8](repeating: 0, count: isTiled ? 16 : 4) + number(8) + [UInt8](repeating: 7, count: 8)
        let start = file.count + 4 * 8
        for place in 0..<4 { file += number(start + place * block.count) + number(0) }
        for _ in 0..<4 { file += block }
        return file
    }
}
