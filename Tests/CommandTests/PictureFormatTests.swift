import Foundation
import TestSupport
import Testing

/// Every format and depth of pictures that film people use: read, coloured, written, and judged by ffmpeg.
@Suite(.notUnderThreadSanitizer) struct PictureFormatTests {
    /// A grey picture as ffmpeg encodes it, and what is expected of it in its own format.
    struct Row: Sendable {
        let name: String
        /// Of the raw samples that ffmpeg encodes.
        let raw: String
        var encoder: [String] = []
        /// Of the coloured picture.
        let pixelFormat: String
        /// The samples that count, if not those of the pixel formats.
        var bitDepth: Int?
        /// For formats that lose something: the mean difference of luma that is allowed, in codes.
        var meanError: Double?
    }

    static let rows = [
        Row(name: "png8.png", raw: "gray", pixelFormat: "rgb24"),
        Row(name: "png8rgb.png", raw: "rgb24", pixelFormat: "rgb24"),
        Row(name: "png16.png", raw: "gray16be", pixelFormat: "rgb48be"),
        Row(name: "png16rgb.png", raw: "rgb48be", pixelFormat: "rgb48be"),
        Row(name: "tiff8.tif", raw: "gray", pixelFormat: "rgb24"),
        Row(name: "tiff16.tiff", raw: "gray16le", pixelFormat: "rgb48le"),
        Row(name: "tiff16rgb.tif", raw: "rgb48le", pixelFormat: "rgb48le"),
        Row(name: "dpx8.dpx", raw: "gray", pixelFormat: "rgb24"),
        Row(name: "dpx10.dpx", raw: "gbrp10be", pixelFormat: "gbrp10le"),
        Row(name: "dpx10le.dpx", raw: "gbrp10le", pixelFormat: "gbrp10le"),
        Row(name: "dpx12.dpx", raw: "gbrp12be", pixelFormat: "gbrp12le"),
        Row(name: "dpx16.dpx", raw: "rgb48be", pixelFormat: "rgb48be"),
        Row(name: "dpx16gray.dpx", raw: "gray16le", pixelFormat: "rgb48be"),
        Row(name: "jp2_8.jp2", raw: "gray", encoder: ["-c:v", "libopenjpeg"], pixelFormat: "rgb24"),
        Row(
            name: "jp2_10.jp2", raw: "gbrp10le", encoder: ["-c:v", "libopenjpeg"], pixelFormat: "rgb48le", bitDepth: 10),
        Row(
            name: "jp2_12.j2k", raw: "gray12le", encoder: ["-c:v", "libopenjpeg", "-format", "j2k"],
            pixelFormat: "rgb48le", bitDepth: 12),
        Row(name: "jp2_16.jp2", raw: "rgb48le", encoder: ["-c:v", "libopenjpeg"], pixelFormat: "rgb48le"),
        // Linear light; the twelfth bit of half floats is their last.
        Row(name: "exr.exr", raw: "gbrpf32le", pixelFormat: "gbrpf32le", bitDepth: 16),
        Row(name: "exrgray.exr", raw: "grayf32le", pixelFormat: "gbrpf32le", bitDepth: 16),
        Row(
            name: "exrhalf.exr", raw: "gbrpf32le", encoder: ["-format", "half"], pixelFormat: "gbrpf32le", bitDepth: 12),
        Row(name: "pgm8.pgm", raw: "gray", pixelFormat: "rgb24"),
        Row(name: "pgm16.pgm", raw: "gray16be", pixelFormat: "rgb48le"),
        Row(name: "ppm16.ppm", raw: "rgb48be", pixelFormat: "rgb48le"),
        Row(name: "bmp8.bmp", raw: "bgr24", pixelFormat: "bgr24"),
        Row(name: "webp8.webp", raw: "bgra", encoder: ["-lossless", "1"], pixelFormat: "argb"),
        Row(name: "jpeg8.jpg", raw: "yuvj444p", encoder: ["-q:v", "1"], pixelFormat: "yuvj444p", meanError: 1),
    ]

    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var input: String { folder.file("in") }

    /// Samples of a grey ramp from black to white, from the first row to the last, in one of ffmpeg's raw layouts.
    private static func ramp(_ layout: String, width: Int, height: Int) -> Data {
        let isFloat = layout.contains("f32")
        let depth = ["10", "12", "16", "48"].firstIndex { layout.contains($0) }.map { [10, 12, 16, 16][$0] } ?? 8
        let isPlanar = layout.hasPrefix("gbrp")
        let samples = isPlanar || layout.hasPrefix("gray") || layout == "yuvj444p" ? 1 : 3
        var plane: [UInt8] = []
        for pixel in 0..<width * height {
            let share = Double(pixel) / Double(width * height - 1)
            let code = isFloat ? Int(Float(share).bitPattern) : Int(share * Double((1 << depth) - 1))
            let sample = PictureBytes.number(
                code, isFloat ? 4 : depth > 8 ? 2 : 1, isBigEndian: layout.hasSuffix("be"))
            for _ in 0..<samples { plane += sample }
            if layout == "bgra" { plane.append(255) }
        }
        if layout == "yuvj444p" { plane += [UInt8](repeating: 128, count: 2 * width * height) }
        return Data(isPlanar ? plane + plane + plane : plane)
    }

    private func make(_ rows: [Row], width: Int = 52, height: Int = 38) throws {
        try FileManager.default.createDirectory(atPath: input, withIntermediateDirectories: true)
        for row in rows {
            try Self.ramp(row.raw, width: width, height: height).write(to: URL(fileURLWithPath: folder.file("raw")))
            try FFmpeg.run(
                ["-f", "rawvideo", "-pix_fmt", row.raw, "-s", "\(width)x\(height)", "-i", folder.file("raw")]
                    + row.encoder + (row.name.hasSuffix("jpg") ? [] : ["-pix_fmt", row.raw]) + ["\(input)/\(row.name)"])
        }
    }

    private func colorize(_ options: [String], to name: String) throws -> String {
        let output = folder.file(name) + "/"
        let result = try Command.colorize([input, output, "--model", "lite", "--input-size", "64", "-q"] + options)
        try #require(result.exitCode == 0, "\(result.errorOutput)")
        return output
    }

    /// The largest and the mean difference of two pictures' samples, both brought to `depth` bits.
    private func difference(
        _ source: PictureSamples, _ result: PictureSamples, depth: Int
    ) -> (largest: Double, mean: Double) {
        let scale = { (picture: PictureSamples) in
            Double((1 << depth) - 1) / (picture.bitDepth == 32 ? 65535 : Double((1 << picture.bitDepth) - 1))
        }
        let (from, to) = (scale(source), scale(result))
        var (largest, sum) = (0.0, 0.0)
        for (plane, reference) in zip(
            [result.red, result.green, result.blue], [source.red, source.green, source.blue])
        {
            for (a, b) in zip(plane, reference) {
                let error = abs(Double(a) * to - Double(b) * from)
                largest = max(largest, error)
                sum += error
            }
        }
        return (largest, sum / Double(3 * source.green.count))
    }

    @Test func ownFormatWithoutColour() throws {
        try make(Self.rows)
        let output = try colorize(["--output-format", "same", "--saturation", "0"], to: "out")
        for row in Self.rows {
            let source = try PictureSamples("\(input)/\(row.name)")
            let result = try PictureSamples(output + row.name.replacing(".pgm", with: ".ppm"))
            #expect(result.pixelFormat == row.pixelFormat, "\(row.name)")
            #expect(result.width == 52 && result.height == 38)
            // Of 8 and 10 bits what is asked for; beyond, as fine as those.
            let depth = row.bitDepth ?? source.bitDepth
            let allowed = depth == 8 ? 1.0 : 2.0
            let error = difference(source, result, depth: depth)
            if let mean = row.meanError {
                #expect(error.mean <= mean, "\(row.name): \(error)")
            } else {
                #expect(error.largest <= allowed, "\(row.name): \(error)")
                // White stays white, whatever bits it has.
                #expect(
                    result.bitDepth == 32 || result.bitDepth != source.bitDepth
                        || result.green.last == source.green.last, "\(row.name)")
            }
        }
    }

    /// The deepest formats take all levels of a ramp along, with colour as without.
    @Test func deepRampsKeepTheirLevels() throws {
        let names = ["png16.png", "tiff16.tiff", "dpx16gray.dpx", "jp2_16.jp2"]
        try make(Self.rows.filter { names.contains($0.name) }, width: 90, height: 70)
        for options in [[], ["--saturation", "0"]] {
            let output = try colorize(["--output-format", "same"] + options, to: "out\(options.count)")
            for name in names {
                let levels = Set(try PictureSamples(output + name).green).count
                #expect(levels > 4000, "\(name) \(options): \(levels)")
            }
        }
    }

    /// Light beyond white, as scanners' highlights are, comes back; in formats that end at white it is white.
    @Test func lightBeyondWhite() throws {
        try FileManager.default.createDirectory(atPath: input, withIntermediateDirectories: true)
        let values = (0..<64 * 2).map { Float($0) / 32 - 0.25 }
        let plane = values.flatMap { PictureBytes.number(Int($0.bitPattern), 4, isBigEndian: false) }
        try Data(plane + plane + plane).write(to: URL(fileURLWithPath: folder.file("raw")))
        try FFmpeg.run([
            "-f", "rawvideo", "-pix_fmt", "gbrpf32le", "-s", "64x2", "-i", folder.file("raw"), "\(input)/a.exr",
        ])
        let linear = try PictureSamples(
            try colorize(["--output-format", "same", "--saturation", "0"], to: "a") + "a.exr")
        let largest = zip(linear.green, values).map { abs(Float($0) / 65535 - $1) }.max() ?? .infinity
        #expect(largest < 0.001)
        let display = try PictureSamples(try colorize(["--saturation", "0"], to: "b") + "a.png")
        for (code, light) in zip(display.green, values.map { Double(min(max($0, 0), 1)) }) {
            // IEC 61966-2-1.
            let expected = light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055
            #expect(abs(Double(code) - 65535 * expected) < 4)
        }
    }

    /// Pictures of 8, 10, 12 and 16 bits in every format: the depth that is kept, as the table in docs/stills.md says.
    @Test func depths() throws {
        let formats = [
            ("png", "png", "8, 16", [8, 16, 16, 16]), ("tiff", "tif", "8, 16", [8, 16, 16, 16]),
            ("dpx", "dpx", "8, 10, 12, 16", [8, 10, 12, 16]),
            ("exr", "exr", "32 (float; half from half)", [32, 32, 32, 32]),
            ("jp2", "jp2", "8, 10, 12, 16", [8, 10, 12, 16]), ("ppm", "ppm", "8, 16", [8, 16, 16, 16]),
            ("bmp", "bmp", "8", [8, 8, 8, 8]), ("webp", "webp", "8", [8, 8, 8, 8]), ("jpeg", "jpg", "8", [8, 8, 8, 8]),
        ]
        let names = ["png8.png", "dpx10.dpx", "dpx12.dpx", "tiff16rgb.tif"]
        try make(Self.rows.filter { names.contains($0.name) })
        let table = try #require(try Documentation.tables(in: "docs/stills.md", below: "Pictures").first)
        #expect(table.rows.map { Array($0.prefix(2)) } == formats.map { ["`\($0.0)`", $0.2] })
        for (format, fileExtension, _, depths) in formats {
            let output = try colorize(["--output-format", format], to: format)
            for (name, depth) in zip(names, depths) {
                let path = "\(output)\(name.prefix { $0 != "." }).\(fileExtension)"
                let result = try PictureSamples(path)
                // Of JPEG 2000 the decoder gives sixteen for ten and twelve.
                let said =
                    format == "jp2"
                    ? (try FFmpeg.videoStream(path)["bits_per_raw_sample"] as? String).flatMap { Int($0) }
                    : result.bitDepth
                #expect(said == depth, "\(path)")
                let isColored = format == "jpeg" ? try FFmpeg.meanChroma(path) > 1 : result.red != result.blue
                #expect(isColored, "\(path)")
            }
        }
    }
}
