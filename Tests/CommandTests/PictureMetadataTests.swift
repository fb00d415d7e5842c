import Foundation
import TestSupport
import Testing

/// What the files of pictures say besides their samples.
@Suite(.notUnderThreadSanitizer) struct PictureMetadataTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.file("in"), withIntermediateDirectories: true)
    }

    private func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file("in/\(name)")))
    }

    /// The formats that keep `detail` by the table in docs/stills.md.
    private func formats(keeping detail: String) throws -> Set<String> {
        let table = try #require(try Documentation.tables(in: "docs/stills.md", below: "Pictures").first)
        return Set(table.rows.filter { $0[2].contains(detail) }.map { Documentation.plain($0[0]) })
    }

    private func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file(path))))
    }

    @discardableResult
    private func colorize(_ options: [String] = ["--output-format", "same"], to output: String = "out") throws -> String
    {
        let result = try Command.colorize(
            [folder.file("in"), folder.file(output), "--model", "lite", "--input-size", "64", "--saturation", "0"]
                + options)
        try #require(result.exitCode == 0, "\(result.errorOutput)")
        return result.errorOutput
    }

    /// The eight ways a picture may lie, in the formats that say so, against ffmpeg's filters. The results say nothing
    /// about it any more.
    @Test func orientations() throws {
        let (width, height) = (14, 9)
        let pixels = (0..<width * height).map { UInt8(($0 * 37 + $0 / width * 11) % 256) }
        try Data(pixels).write(to: URL(fileURLWithPath: folder.file("raw")))
        let filters = [
            "null", "hflip", "hflip,vflip", "vflip", "transpose=0", "transpose=1", "transpose=3", "transpose=2",
        ]
        let raw = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", "\(width)x\(height)", "-i", folder.file("raw")]
        try FFmpeg.run(raw + ["-q:v", "1", folder.file("plain.jpg")])
        try FFmpeg.run(raw + [folder.file("plain.png")])
        try FFmpeg.run(raw + ["-lossless", "1", folder.file("plain.webp")])
        let (jpeg, png, webp) = (try bytes("plain.jpg"), try bytes("plain.png"), try bytes("plain.webp"))
        for (index, _) in filters.enumerated() {
            let orientation = index + 1
            try write(
                PictureBytes.tiff(width: width, height: height, pixels: pixels, orientation: orientation),
                "t\(orientation).tif")
            try write(
                Array(jpeg[..<2]) + PictureBytes.exifSegment(orientation: orientation) + jpeg[2...],
                "j\(orientation).jpg")
            // After the header's chunk.
            let exif = PictureBytes.tiff(orientation: orientation)
            try write(Array(png[..<33]) + PictureBytes.pngChunk("eXIf", exif) + png[33...], "p\(orientation).png")
            let padded = exif + (exif.count % 2 == 0 ? [] : [0])
            let chunk = Array("EXIF".utf8) + PictureBytes.number(exif.count, 4, isBigEndian: false) + padded
            let size = PictureBytes.number(webp.count - 8 + chunk.count, 4, isBigEndian: false)
            try write(Array(webp[..<4]) + size + webp[8...] + chunk, "w\(orientation).webp")
        }
        try colorize()
        for (index, filter) in filters.enumerated() {
            let expected = [UInt8](try FFmpeg.run(raw + ["-vf", filter, "-f", "rawvideo", "-"]))
            for name in ["t\(index + 1).tif", "j\(index + 1).jpg", "p\(index + 1).png", "w\(index + 1).webp"] {
                let picture = try PictureSamples(folder.file("out/\(name)"))
                #expect(picture.width == (index < 4 ? width : height), "\(name)")
                let largest = zip(picture.green, expected).map { abs($0 - Int($1)) }.max() ?? 0
                #expect(picture.green.count == expected.count && largest <= (name.hasPrefix("j") ? 16 : 1), "\(name)")
                let turned = try bytes("out/\(name)")
                #expect(!String(decoding: turned, as: UTF8.self).contains("Exif"), "\(name)")
            }
        }
    }

    @Test(arguments: [300, 2400])
    func resolution(dotsPerInch: Int) throws {
        try write(PictureBytes.tiff(orientation: 1, dotsPerInch: dotsPerInch), "a.tif")
        try colorize()
        try colorize(["--output-format", "png"])
        try colorize(["--output-format", "jpeg"])
        #expect(try formats(keeping: "resolution") == ["tiff", "png", "jpeg"])
        // Tag 282, a fraction, in a little-endian file.
        let tiff = try bytes("out/a.tif")
        let entry = try #require(firstRange(of: [0x1A, 0x01, 5, 0, 1, 0, 0, 0], in: tiff))
        let value = (0..<4).reduce(0) { $0 | Int(tiff[entry + 8 + $1]) << (8 * $1) }
        #expect((0..<4).reduce(0) { $0 | Int(tiff[value + $1]) << (8 * $1) } == dotsPerInch)
        let png = try bytes("out/a.png")
        let chunk = try #require(firstRange(of: Array("pHYs".utf8), in: png))
        let perMetre = Double(png[chunk + 4..<chunk + 8].reduce(0) { $0 << 8 | Int($1) })
        #expect(abs(perMetre * 0.0254 - Double(dotsPerInch)) < 0.1)
        let jpeg = try bytes("out/a.jpg")
        #expect(Array(jpeg[6..<11]) == Array("JFIF\0".utf8) && jpeg[13] == 1)
        #expect(Int(jpeg[14]) << 8 | Int(jpeg[15]) == dotsPerInch)
    }

    private func firstRange(of pattern: [UInt8], in bytes: [UInt8]) -> Int? {
        bytes.indices.dropLast(pattern.count).first { bytes[$0..<$0 + pattern.count].elementsEqual(pattern) }
    }

    /// A DPX file of ffmpeg's with a whole header in front.
    private func writeDPX(_ name: String, format: String, isBigEndian: Bool) throws {
        let path = folder.file("plain.dpx")
        try FFmpeg.run(["-f", "lavfi", "-i", "testsrc=size=32x16", "-frames:v", "1", "-pix_fmt", format, path])
        let plain = try bytes("plain.dpx")
        var header = PictureBytes.dpxHeader(isBigEndian: isBigEndian)
        // The picture's size and layout, less the transfer and colorimetric fields.
        header.replaceSubrange(768..<801, with: plain[768..<801])
        header.replaceSubrange(803..<808, with: plain[803..<808])
        header.replaceSubrange(808..<812, with: PictureBytes.number(2048, 4, isBigEndian: isBigEndian))
        try write(header + plain[1664...], name)
    }

    @Test(arguments: [("gbrp10be", true), ("gbrp10le", false), ("rgb24", false), ("rgb48le", false)])
    func dpxHeaders(format: String, isBigEndian: Bool) throws {
        try writeDPX("r_0001.dpx", format: format, isBigEndian: isBigEndian)
        let said = try colorize()
        #expect(said.contains("r_0001.dpx: says that its codes are logarithmic"))
        let path = folder.file("out/r_0001.dpx")
        let tags = try FFmpeg.probe(path, ["-show_frames"])["frames"] as? [[String: Any]]
        #expect((tags?.first?["tags"] as? [String: Any])?["timecode"] as? String == "01:02:03:04")
        let header = Array(try bytes("out/r_0001.dpx")[..<2048])
        let isBigEndianNow = header[0] == UInt8(ascii: "S")
        let expected = PictureBytes.dpxHeader(isBigEndian: isBigEndianNow)
        for (field, range) in [
            ("project", 260..<660), ("transfer", 801..<803), ("device", 1556..<1588), ("position", 1712..<1716),
            ("film rate", 1724..<1728), ("slate", 1764..<1864), ("timecode", 1920..<1924), ("video rate", 1940..<1944),
        ] {
            #expect(header[range] == expected[range], "\(field)")
        }
        let sizeBytes = isBigEndianNow ? Array(header[16..<20]) : header[16..<20].reversed()
        let size = sizeBytes.reduce(0) { $0 << 8 | Int($1) }
        #expect(size == (try bytes("out/r_0001.dpx")).count)
        let grey = folder.file("grey.dpx")
        #expect(try PictureSamples(path).green.count == 32 * 16)
        // Without that header nothing is said but that the codes are for screens.
        try FFmpeg.run(["-i", path, "-pix_fmt", "gray", folder.file("in/grey.png")])
        _ = try Command.colorize([folder.file("in/grey.png"), grey, "--model", "lite", "--input-size", "64", "-q"])
        #expect(Array(try bytes("grey.dpx")[801..<803]) == [6, 6])
    }

    /// Scans of black-and-white film: no colour to begin with, ten bits.
    @Test func grayDPX() throws {
        let values = (0..<48 * 30).map { $0 * 1023 / (48 * 30 - 1) }
        try write(PictureBytes.dpxOfGray10(width: 48, height: 30, values: values), "g_0001.dpx")
        try colorize()
        let picture = try PictureSamples(folder.file("out/g_0001.dpx"))
        #expect(picture.pixelFormat == "gbrp10le")
        let largest = zip(picture.green, values).map { abs($0 - $1) }.max() ?? .max
        #expect(largest <= 1)
    }

    /// Rate and timecode go from the first picture into a film.
    @Test func dpxToFilm() throws {
        try writeDPX("r_0001.dpx", format: "gbrp10be", isBigEndian: true)
        try writeDPX("r_0002.dpx", format: "gbrp10be", isBigEndian: true)
        let said = try colorize([], to: "film.mov")
        #expect(said.contains("24000/1001 frames a second, as r_0001.dpx says; --fps changes that"))
        let streams = try FFmpeg.streams(folder.file("film.mov"))
        #expect(streams.first?["avg_frame_rate"] as? String == "24000/1001")
        #expect((streams.first?["tags"] as? [String: Any])?["timecode"] as? String == "01:02:03:04")
    }

    /// Alpha, where the format has it; the others do without.
    @Test func alpha() throws {
        try FFmpeg.run([
            "-f", "lavfi", "-i", "testsrc=size=32x24,format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='X*8'",
            "-frames:v",
            "1", folder.file("in/a.png"),
        ])
        let expected = [UInt8](try FFmpeg.run(alphaOf(folder.file("in/a.png"))))
        let keeping = try formats(keeping: "alpha")
        for format in ["png", "tiff", "webp", "dpx", "jp2", "exr", "jpeg", "bmp", "ppm"] {
            try colorize(["--output-format", format], to: format)
            let hasNone = ["jpeg", "bmp", "ppm"].contains(format)
            #expect(keeping.contains(format) != hasNone, "\(format)")
            if hasNone { continue }
            let path = folder.file("\(format)/a.\(format == "tiff" ? "tif" : format)")
            guard format == "exr" else {
                #expect([UInt8](try FFmpeg.run(alphaOf(path))) == expected, "\(format)")
                continue
            }
            // ffmpeg's scaler takes no floats: the plane of alpha comes after the others.
            let raw = try FFmpeg.run(["-i", path, "-f", "rawvideo", "-pix_fmt", "gbrapf32le", "-"])
            let alpha = raw.withUnsafeBytes { bytes in
                (3 * 768..<4 * 768).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
            }
            #expect(alpha.map { UInt8(($0 * 255).rounded()) } == expected)
        }
    }

    private func alphaOf(_ path: String) -> [String] {
        ["-i", path, "-vf", "alphaextract,format=gray", "-f", "rawvideo", "-"]
    }

    /// A profile for colour is kept; one of grey scans would be wrong in a picture in colour.
    @Test(arguments: [("RGB ", true), ("GRAY", false)])
    func colourProfiles(space: String, isKept: Bool) throws {
        let path = folder.file("plain.png")
        try FFmpeg.run(["-f", "lavfi", "-i", "testsrc=size=16x16", "-frames:v", "1", path])
        let png = try bytes("plain.png")
        var profile = [UInt8](repeating: 0, count: 132)
        profile.replaceSubrange(0..<4, with: PictureBytes.number(132, 4))
        profile.replaceSubrange(16..<20, with: Array(space.utf8))
        // A zlib stream of one stored block.
        let length = PictureBytes.number(profile.count, 2, isBigEndian: false)
        var (a, b) = (1, 0)
        for byte in profile { (a, b) = ((a + Int(byte)) % 65521, (b + a + Int(byte)) % 65521) }
        let stream = [0x78, 0x01, 1] + length + length.map { ~$0 } + profile + PictureBytes.number(b << 16 | a, 4)
        try write(
            Array(png[..<33]) + PictureBytes.pngChunk("iCCP", Array("scan\0\0".utf8) + stream) + png[33...], "a.png")
        #expect(try formats(keeping: "colour profile") == ["png", "jpeg"])
        for (format, name) in [("png", "a.png"), ("jpeg", "a.jpg")] {
            try colorize(["--output-format", format])
            let frames = try FFmpeg.probe(folder.file("out/\(name)"), ["-show_frames"])["frames"] as? [[String: Any]]
            let sideData = frames?.first?["side_data_list"] as? [[String: Any]] ?? []
            #expect(
                sideData.contains { ($0["side_data_type"] as? String)?.contains("ICC") == true } == isKept, "\(name)")
        }
    }
}
