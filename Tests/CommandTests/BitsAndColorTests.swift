import Foundation
import TestSupport
import Testing

/// Every kind of sample through the command with `--saturation 0`: the output's pixel format and tags, and that its
/// luma is the source's, code by code. The sources hold every code there is, those beyond black and white too.
@Suite(.notUnderThreadSanitizer) struct BitsAndColorTests {
    static let (width, height) = (64, 48)
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// How a film without colour is stored, and what is to become of it.
    struct Film: Sendable, CustomTestStringConvertible {
        /// The pixel format of the film, and a planar one from which ffmpeg makes it without loss.
        let format: String
        let base: String
        let range: String
        let matrix: String
        let output: String
        let codec: String
        /// Luma only black and white: for formats that have no more.
        var isBilevel = false

        init(
            _ format: String, base: String? = nil, _ range: String, _ matrix: String = "bt709", to output: String,
            _ codec: String = "ffv1", isBilevel: Bool = false
        ) {
            self.format = format
            self.base = base ?? format
            self.range = range
            self.matrix = matrix
            self.output = output
            self.codec = codec
            self.isBilevel = isBilevel
        }

        var testDescription: String { "\(format) \(range) \(matrix) -> \(output) (\(codec))" }
    }

    /// With FFV1, whose codes can be compared: the source's own depth, subsampling and model.
    static let archived = [
        Film("yuv420p", "tv", to: "yuv420p"), Film("yuv420p", "pc", "smpte170m", to: "yuv420p"),
        Film("yuv420p", "tv", "bt2020nc", to: "yuv420p"), Film("yuv422p", "tv", "bt470bg", to: "yuv422p"),
        Film("yuv444p", "pc", "smpte240m", to: "yuv444p"), Film("yuv440p", "tv", to: "yuv440p"),
        Film("yuv411p", "tv", "smpte170m", to: "yuv411p"), Film("yuv410p", "tv", "fcc", to: "yuv410p"),
        Film("yuv420p10le", "tv", "bt2020nc", to: "yuv420p10le"), Film("yuv420p10le", "pc", to: "yuv420p10le"),
        Film("yuv422p10le", "tv", to: "yuv422p10le"), Film("yuv444p12le", "tv", "smpte170m", to: "yuv444p12le"),
        Film("yuv422p16le", "tv", to: "yuv422p16le"), Film("yuv444p16le", "pc", to: "yuv444p16le"),
        Film("gray", "tv", to: "yuv420p"), Film("gray", "pc", to: "yuv420p"),
        Film("gray10le", "tv", to: "yuv420p10le"), Film("gray12le", "pc", to: "yuv420p12le"),
        Film("gray16le", "pc", "smpte170m", to: "yuv420p16le"), Film("gray16le", "tv", to: "yuv420p16le"),
        Film("yuva420p", "tv", to: "yuva420p"), Film("yuva444p10le", "tv", to: "yuva444p10le"),
        Film("ya8", base: "gray", "pc", to: "yuva420p"),
        Film("gbrp10le", base: "gray10le", "pc", "gbr", to: "gbrp10le"),
        Film("gbrp12le", base: "gray12le", "pc", "gbr", to: "gbrp12le"),
        Film("gbrp16le", base: "gray16le", "pc", "gbr", to: "gbrp16le"),
        Film("rgb48le", base: "gray16le", "pc", "gbr", to: "gbrp16le"),
        Film("bgr0", base: "gray", "pc", "gbr", to: "bgr0"),
        // In NUT, which has no tags.
        Film("rgb24", base: "gray", "pc", "gbr", to: "bgr0"), Film("bgra", base: "gray", "pc", "gbr", to: "bgra"),
        Film("nv12", base: "yuv420p", "tv", "smpte170m", to: "yuv420p"),
        Film("nv21", base: "yuv420p", "tv", "smpte170m", to: "yuv420p"),
        Film("uyvy422", base: "yuv422p", "tv", "smpte170m", to: "yuv422p"),
        Film("monow", base: "gray", "pc", "smpte170m", to: "yuv420p", isBilevel: true),
        Film("monob", base: "gray", "pc", "smpte170m", to: "yuv420p", isBilevel: true),
        Film("pal8", base: "gray", "pc", "gbr", to: "bgr0", isBilevel: true),
    ]

    /// With other codecs, as lossless as those can be.
    static let delivered = [
        Film("yuv420p", "tv", to: "yuv420p", "libx264"), Film("yuv444p", "tv", to: "yuv420p", "libx264"),
        Film("yuv420p10le", "tv", "bt2020nc", to: "yuv420p10le", "libx264"),
        Film("yuv422p10le", "pc", to: "yuv420p10le", "libx264"),
        Film("gray", "tv", to: "yuv420p", "libx264"), Film("gray", "pc", to: "yuvj420p", "libx264"),
        Film("gray16le", "pc", to: "yuv420p10le", "libx264"), Film("gray16le", "tv", to: "yuv420p10le", "libx264"),
        Film("gbrp16le", base: "gray16le", "pc", "gbr", to: "yuv420p10le", "libx264"),
        Film("rgb24", base: "gray", "pc", "gbr", to: "yuvj420p", "libx264"),
        Film("yuv422p12le", "tv", to: "yuv420p12le", "libx265"),
        Film("gray12le", "pc", to: "yuv420p12le", "libvpx-vp9"),
    ]

    // MARK: Samples

    private static func depth(_ format: String) -> Int {
        let digits = format.drop { !$0.isNumber }
        for depth in [16, 14, 12, 10, 9] where format.hasSuffix("\(depth)le") || format == "rgb48le" { return depth }
        return digits.isEmpty ? 8 : 8
    }

    /// Luma that holds every code, in an order that any blur would show.
    private static func luma(depth: Int, isBilevel: Bool) -> [Int] {
        let most = (1 << depth) - 1
        return (0..<width * height).map { i in
            if isBilevel { return i / 5 % 3 == 0 ? most : 0 }
            return depth == 8 ? i * 37 % 256 : (i * 5_003 + i / 64 * 17) % (most + 1)
        }
    }

    private static func bytes(_ codes: [Int], depth: Int) -> Data {
        depth == 8 ? Data(codes.map { UInt8($0) }) : Data(codes.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
    }

    /// A film of one frame, and its luma.
    private func make(_ film: Film) throws -> (path: String, luma: [Int]) {
        let depth = Self.depth(film.base)
        let luma = Self.luma(depth: depth, isBilevel: film.isBilevel)
        var raw = Self.bytes(luma, depth: depth)
        let base = film.base
        if base.hasPrefix("yuv") {
            let shifts: (Int, Int) =
                base.contains("420")
                ? (1, 1)
                : base.contains("422")
                    ? (1, 0)
                    : base.contains("440")
                        ? (0, 1) : base.contains("411") ? (2, 0) : base.contains("410") ? (2, 2) : (0, 0)
            let chroma = [Int](repeating: 1 << (depth - 1), count: (Self.width >> shifts.0) * (Self.height >> shifts.1))
            raw += Self.bytes(chroma + chroma, depth: depth)
            if base.hasPrefix("yuva") { raw += Self.bytes(luma.reversed(), depth: depth) }
        }
        let source = folder.file("source")
        try raw.write(to: URL(fileURLWithPath: source))
        let isTagged = !["rgb24", "bgra", "nv12", "nv21", "uyvy422", "monow", "monob", "pal8"].contains(film.format)
        let path = folder.file(isTagged ? "film.mkv" : "film.nut")
        var arguments = ["-f", "rawvideo", "-pix_fmt", base, "-s", "\(Self.width)x\(Self.height)", "-i", source]
        // ffmpeg's scaler must not convert from one range to the other on the way.
        let scaling = base != film.format && film.range == "pc" ? "scale=in_range=pc:out_range=pc" : "null"
        if film.format == "pal8" {
            // A palette of the colours there are; ffmpeg's own has no white.
            let palette = "format=rgb24,split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=none"
            arguments += ["-filter_complex", palette]
        } else if isTagged {
            arguments += FFmpeg.filtersAndTags(
                scaling, range: film.range, matrix: film.matrix == "gbr" ? nil : film.matrix, primaries: "bt709",
                transfer: "bt709")
        } else {
            arguments += ["-vf", scaling]
        }
        arguments += ["-pix_fmt", film.format, "-c:v", isTagged ? "ffv1" : "rawvideo"]
        try FFmpeg.run(arguments + [path])
        return (path, luma)
    }

    /// Y', or G, which is the same where there is no colour.
    private func luma(of path: String, format: String) throws -> [Int] {
        let data = try FFmpeg.run(["-i", path, "-f", "rawvideo", "-pix_fmt", format, "-"])
        let count = Self.width * Self.height
        if format == "bgr0" || format == "bgra" { return (0..<count).map { Int(data[4 * $0 + 1]) } }
        if Self.depth(format) == 8 { return data.prefix(count).map { Int($0) } }
        return data.withUnsafeBytes { $0.bindMemory(to: UInt16.self).prefix(count).map { Int($0) } }
    }

    // MARK: Tests

    private func check(_ film: Film, tolerance: Double) throws {
        let (path, luma) = try make(film)
        let output = folder.file("out.mkv")
        let lossless =
            switch film.codec {
            case "libx264": ["-e", "crf=-1", "-e", "qp=0"]
            case "libx265": ["-e", "x265-params=lossless=1:log-level=none"]
            case "libvpx-vp9": ["-e", "lossless=1", "--crf", "0"]
            default: [String]()
            }
        let result = try Command.colorize(
            [path, output, "-q", "-y", "--model", "lite", "--saturation", "0", "-c", film.codec] + lossless)
        try #require(result.exitCode == 0, "\(result.errorOutput)")
        let stream = try FFmpeg.videoStream(output)
        #expect(stream["pix_fmt"] as? String == film.output)
        #expect(stream["color_range"] as? String == film.range)
        // R'G'B' that became Y'CbCr got the matrix of its size.
        let becameYUV = film.matrix == "gbr" && film.output.hasPrefix("yuv")
        #expect(stream["color_space"] as? String == (becameYUV ? "smpte170m" : film.matrix))
        #expect(stream["color_primaries"] as? String == "bt709")
        let isUntaggedRGB = film.matrix == "gbr" && path.hasSuffix(".nut")
        #expect(stream["color_transfer"] as? String == (isUntaggedRGB ? "iec61966-2-1" : "bt709"))

        let found = try self.luma(of: output, format: film.output)
        let (from, to) = (Self.depth(film.base), Self.depth(film.output))
        // The limited range's codes are multiples of those of 8 bits, the full range's go from 0 to the highest.
        let scale =
            film.range == "tv"
            ? Double(1 << to) / Double(1 << from) : Double((1 << to) - 1) / Double((1 << from) - 1)
        let highest = Double((1 << to) - 1)
        let worst = zip(luma, found).map { abs(min(Double($0) * scale, highest) - Double($1)) }.max() ?? .infinity
        #expect(found.count == luma.count && worst <= tolerance, "off by \(worst)")
    }

    @Test(arguments: archived)
    func lumaIsTheSourcesInAnArchive(film: Film) throws {
        // Exactly, in fewer than 16 bits.
        try check(film, tolerance: Self.depth(film.output) == 16 ? 1 : 0)
    }

    @Test(arguments: delivered)
    func lumaIsTheSourcesForWatching(film: Film) throws {
        // Half a code where bits are lost, and none where they are not.
        try check(film, tolerance: Self.depth(film.output) < Self.depth(film.base) ? 0.51 : 0)
    }

    /// A film of one frame of 320 × 240 that holds every code of 16 bits, in grey.
    private func makeRamp(_ name: String, _ options: [String]) throws {
        let codes = (0..<320 * 240).map { min($0, 65535) }
        try Self.bytes(codes, depth: 16).write(to: URL(fileURLWithPath: folder.file("ramp")))
        try FFmpeg.run(
            ["-f", "rawvideo", "-pix_fmt", "gray16le", "-s", "320x240", "-i", folder.file("ramp")] + options
                + [folder.file(name)])
    }

    /// Levels of green or luma in a picture, in colour.
    private func levels(_ path: String, _ format: String) throws -> Int {
        let data = try FFmpeg.run(["-i", path, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", format, "-"])
        return data.withUnsafeBytes { Set($0.bindMemory(to: UInt16.self).prefix(320 * 240)).count }
    }

    @Test func aRampKeepsItsLevels() throws {
        try makeRamp("ramp.mkv", ["-c:v", "ffv1"])
        for format in ["yuv444p16le", "gbrp16le"] {
            let result = try Command.colorize([
                folder.file("ramp.mkv"), folder.file("out.mkv"), "-y", "-q", "-c", "ffv1", "--pix-fmt", format,
            ])
            try #require(result.exitCode == 0, "\(result.errorOutput)")
            // Planes of R'G'B' lie in the order G, B, R.
            let count = try levels(folder.file("out.mkv"), format)
            #expect(count > 20_000, "\(format): \(count)")
        }
        for picture in ["png", "tif"] {
            let input = folder.file("in-\(picture)")
            try FileManager.default.createDirectory(atPath: input, withIntermediateDirectories: true)
            try makeRamp("in-\(picture)/ramp.\(picture)", [])
            let output = folder.file("out-\(picture)")
            let result = try Command.colorize([input, output, "-q", "--output-format", "same"])
            try #require(result.exitCode == 0, "\(result.errorOutput)")
            #expect(try levels("\(output)/ramp.\(picture)", "gbrp16le") > 20_000, "\(picture)")
        }
    }

    @Test func lossesAreTold() throws {
        try makeRamp("ramp.mkv", ["-c:v", "ffv1"])
        let deep = try Command.colorize([folder.file("ramp.mkv"), folder.file("deep.mp4"), "-q"])
        #expect(
            deep.errorOutput == "warning: libx264 keeps 10 of the film's 16 bits; --codec ffv1 in an .mkv keeps all\n")
        try FFmpeg.run([
            "-f", "lavfi", "-i", "testsrc=size=64x48", "-frames:v", "1", "-vf", "format=yuva420p", "-c:v", "ffv1",
            folder.file("alpha.mkv"),
        ])
        let alpha = try Command.colorize([folder.file("alpha.mkv"), folder.file("alpha.mp4"), "-q"])
        #expect(
            alpha.errorOutput
                == "warning: the film's alpha channel is left out: libx264 has none; --codec ffv1 in an .mkv keeps all\n"
        )
        let wished = try Command.colorize([
            folder.file("ramp.mkv"), folder.file("wished.mp4"), "-q", "--pix-fmt", "yuv420p",
        ])
        #expect(wished.errorOutput.isEmpty)
        #expect((try FFmpeg.videoStream(folder.file("wished.mp4")))["pix_fmt"] as? String == "yuvj420p")
    }

    @Test func alphaIsKept() throws {
        // A wedge of alpha that no rounding to 8 bits would leave as it is.
        try FFmpeg.run([
            "-f", "lavfi", "-i", "testsrc=size=64x48", "-frames:v", "1", "-vf",
            "format=gbrap12le,geq=r=2000:g=2000:b=2000:a=X*64+Y", "-c:v", "ffv1", folder.file("film.mkv"),
        ])
        let result = try Command.colorize([folder.file("film.mkv"), folder.file("out.mkv"), "-q", "-c", "ffv1"])
        try #require(result.exitCode == 0, "\(result.errorOutput)")
        let alpha = { (path: String) in
            try FFmpeg.run(["-i", path, "-vf", "alphaextract", "-f", "rawvideo", "-pix_fmt", "gray12le", "-"])
        }
        #expect((try FFmpeg.videoStream(folder.file("out.mkv")))["pix_fmt"] as? String == "gbrap12le")
        #expect(try alpha(folder.file("out.mkv")) == alpha(folder.file("film.mkv")))
    }

    /// FFV1 itself carries no tags: what it is, only the container says.
    @Test(arguments: [
        (FFmpeg.filtersAndTags("format=yuv420p10le", transfer: "smpte2084"), "HDR (PQ)"),
        (FFmpeg.filtersAndTags("format=yuv420p10le", transfer: "arib-std-b67"), "HDR (HLG)"),
        (FFmpeg.filtersAndTags("format=yuv444p", matrix: "ycgco"), "matrix (ycgco)"),
    ])
    func whatTheContainerSaysIsHeard(options: [String], fragment: String) throws {
        let film = folder.file("film.mkv")
        try FFmpeg.run(
            ["-f", "lavfi", "-i", "testsrc=size=64x48", "-frames:v", "1"] + options + ["-c:v", "ffv1", film])
        let result = try Command.colorize([film, folder.file("out.mkv"), "-q"])
        #expect(result.exitCode == 1 && result.errorOutput.contains(fragment), "\(result.errorOutput)")
        #expect(result.errorOutput.split(separator: "\n").count == 1)
        #expect(folder.names == ["film.mkv"])
    }

    /// OpenEXR holds light: it comes back as light, above white too.
    @Test func lightComesBackAsLight() throws {
        let input = folder.file("in")
        try FileManager.default.createDirectory(atPath: input, withIntermediateDirectories: true)
        let count = Self.width * Self.height
        let light = (0..<count).map { Float($0 * 7 % count) / Float(count) * 3 }
        let raw = folder.file("raw")
        try light.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: raw)) }
        try FFmpeg.run([
            "-f", "rawvideo", "-pix_fmt", "grayf32le", "-s", "\(Self.width)x\(Self.height)", "-i", raw, "-c:v", "exr",
            "\(input)/a.exr",
        ])
        let output = folder.file("out")
        let result = try Command.colorize([input, output, "-q", "--output-format", "same", "--saturation", "0"])
        try #require(result.exitCode == 0, "\(result.errorOutput)")
        let found = try FFmpeg.run(["-i", "\(output)/a.exr", "-f", "rawvideo", "-pix_fmt", "gbrpf32le", "-"])
        let worst = found.withUnsafeBytes { bytes in
            bytes.bindMemory(to: Float.self).enumerated().map { abs($1 - light[$0 % count]) }.max() ?? 1
        }
        #expect(found.count == 3 * 4 * count && worst < 1e-3, "off by \(worst)")
    }

    /// YUV4MPEG2 holds neither R'G'B' nor alpha.
    @Test(arguments: [("rgb24", "yuv444p"), ("yuva444p10le", "yuv444p10le"), ("gray16le", "yuv420p16le")])
    func pipesGetWhatTheyHold(source: String, output: String) throws {
        let film = folder.file("film.nut")
        try FFmpeg.run([
            "-f", "lavfi", "-i", "testsrc=size=64x48", "-frames:v", "1", "-c:v", "rawvideo", "-pix_fmt", source, film,
        ])
        let result = try Command.colorize([film, folder.file("out.y4m"), "-q"])
        #expect(result.exitCode == 0, "\(result.errorOutput)")
        #expect(result.errorOutput.contains("alpha") == source.hasPrefix("yuva"))
        #expect((try FFmpeg.videoStream(folder.file("out.y4m")))["pix_fmt"] as? String == output)
    }

    @Test func samplesOfNoPictureAreRefused() throws {
        try Data(count: 64 * 48).write(to: URL(fileURLWithPath: folder.file("raw")))
        let film = folder.file("film.nut")
        try FFmpeg.run([
            "-f", "rawvideo", "-pix_fmt", "bayer_rggb8", "-s", "64x48", "-i", folder.file("raw"), "-c:v", "copy", film,
        ])
        let result = try Command.colorize([film, folder.file("out.mkv"), "-q"])
        #expect(result.exitCode == 1)
        #expect(result.errorOutput.hasSuffix("film.nut: its pixel format (bayer_rggb8) cannot be coloured\n"))
    }

    /// FFmpeg calls every DPX file linear, and tags so what it packs from them.
    @Test(arguments: ["gray", "gbrp10be"])
    func scansInMatroskaKeepTheirLightness(format: String) throws {
        try FFmpeg.run([
            "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=24,hue=s=0", "-frames:v", "2", "-pix_fmt", format,
            folder.file("s_%04d.dpx"),
        ])
        let film = folder.file("film.mkv")
        try FFmpeg.run(["-i", folder.file("s_%04d.dpx"), "-c:v", "ffv1", film])
        try #require(try FFmpeg.videoStream(film)["color_transfer"] as? String == "linear")
        let output = folder.file("out.mkv")
        let result = try Command.colorize([film, output, "-q", "-c", "ffv1", "--saturation", "0", "--input-size", "32"])
        try #require(result.exitCode == 0, "\(result.errorOutput)")
        #expect(result.errorOutput.contains("film.mkv is tagged as linear light"), "\(result.errorOutput)")
        #expect(try FFmpeg.videoStream(output)["color_transfer"] as? String != "linear")
        let means = try [film, output].map { path in
            let samples = try FFmpeg.samples(path, format: "gray", frames: 1)
            return samples.reduce(0.0) { $0 + Double($1) } / Double(samples.count)
        }
        #expect(abs(means[0] - means[1]) < 3, "\(means)")
    }
}
