import Foundation

/// The samples of one decoded picture.
public struct PictureSamples: Sendable {
    /// As ffprobe names it.
    public let pixelFormat: String
    /// In samples.
    public let width: Int
    /// In samples.
    public let height: Int
    /// Of a sample; 32 for floats.
    public let bitDepth: Int
    /// The green or, without colour, the only samples, row by row, in codes; floats in 1/65535.
    public let green: [Int]
    /// The red samples; those of `green` for a picture without colour.
    public let red: [Int]
    /// The blue samples; those of `green` for a picture without colour.
    public let blue: [Int]

    /// Decodes the picture with ffmpeg, in the pixel format it is stored in. Throws for formats not listed here.
    public init(_ path: String) throws {
        let stream = try FFmpeg.videoStream(path)
        let pixelFormat = stream["pix_fmt"] as? String ?? "none"
        let raw = try FFmpeg.run(["-noautorotate", "-i", path, "-f", "rawvideo", "-pix_fmt", pixelFormat, "-"])
        width = stream["width"] as? Int ?? 0
        height = stream["height"] as? Int ?? 0
        self.pixelFormat = pixelFormat
        let count = width * height
        // Bytes a sample, samples a pixel, places of red, green and blue in it; planes if there is no pixel.
        let layouts: [String: (bytes: Int, depth: Int, samples: Int, places: [Int])] = [
            "gray": (1, 8, 1, [0, 0, 0]), "gray10le": (2, 10, 1, [0, 0, 0]), "gray12le": (2, 12, 1, [0, 0, 0]),
            "gray16le": (2, 16, 1, [0, 0, 0]), "gray16be": (2, 16, 1, [0, 0, 0]), "grayf32le": (4, 32, 1, [0, 0, 0]),
            "rgb24": (1, 8, 3, [0, 1, 2]), "bgr24": (1, 8, 3, [2, 1, 0]), "rgba": (1, 8, 4, [0, 1, 2]),
            "argb": (1, 8, 4, [1, 2, 3]), "rgb48le": (2, 16, 3, [0, 1, 2]), "rgb48be": (2, 16, 3, [0, 1, 2]),
            "rgba64be": (2, 16, 4, [0, 1, 2]), "rgba64le": (2, 16, 4, [0, 1, 2]), "gbrp10le": (2, 10, 0, [2, 0, 1]),
            "gbrp12le": (2, 12, 0, [2, 0, 1]), "gbrpf32le": (4, 32, 0, [2, 0, 1]), "gbrapf32le": (4, 32, 0, [2, 0, 1]),
            // Luma counts.
            "yuvj444p": (1, 8, 0, [0, 0, 0]),
        ]
        guard let layout = layouts[pixelFormat], raw.count >= count * layout.bytes * max(1, layout.samples) else {
            throw FFmpeg.Failure(description: "\(path): \(pixelFormat)")
        }
        bitDepth = layout.depth
        let bytes = [UInt8](raw)
        let isBigEndian = pixelFormat.hasSuffix("be")
        let planes = layout.places.map { place in
            (0..<count).map { pixel in
                let sample = layout.samples == 0 ? place * count + pixel : pixel * layout.samples + place
                let part = bytes[sample * layout.bytes..<(sample + 1) * layout.bytes]
                let value = (isBigEndian ? Array(part) : part.reversed()).reduce(0) { $0 << 8 | Int($1) }
                guard layout.bytes == 4 else { return value }
                return Int((Float(bitPattern: UInt32(value)) * 65535).rounded())
            }
        }
        (red, green, blue) = (planes[0], planes[1], planes[2])
    }
}
