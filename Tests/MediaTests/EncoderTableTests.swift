import FFmpegShim
import TestSupport
import Testing

@testable import Media

/// Every video encoder of the FFmpeg at hand, in a container that holds its codec: the film is whole and in colour, or
/// it is refused before any work in words that say what to use instead.
@Suite(.notUnderThreadSanitizer) struct EncoderTableTests {
    /// Without those that need hardware.
    static let encoders: [String] = {
        var names: [String] = []
        var position: UnsafeMutableRawPointer?
        while let codec = av_codec_iterate(&position) {
            guard av_codec_is_encoder(codec) != 0, codec.pointee.type == AVMEDIA_TYPE_VIDEO else { continue }
            let name = String(cString: codec.pointee.name)
            let needsHardware =
                codec.pointee.capabilities & AV_CODEC_CAP_HARDWARE != 0
                || ["_v4l2m2m", "_omx", "_mf", "_vulkan", "_vaapi", "_qsv", "_nvenc"].contains { name.hasSuffix($0) }
            if !needsHardware { names.append(name) }
        }
        return names.sorted()
    }()

    static let endings = ["mkv", "mov", "avi", "nut", "ts", "mp4", "ogv", "flv", "gif", "apng", "rm", "webm"]

    /// Those that hold no colour, need a size or rate of their own, or write no film. Whatever is not here must work.
    static let refused: Set = [
        "a64multi", "a64multi5", "dvvideo", "pbm", "pgm", "xbm", "xface", "wbmp", "vbn", "vnull", "libwebp_anim", "smc",
        "avui", "msrle",
        // Pictures in files of their own.
        "alias_pix", "bitpacked", "bmp", "fits", "hdr", "libjxl", "libwebp", "pam", "pcx", "pfm", "pgmyuv", "phm",
        "ppm", "qoi", "sunrast", "xwd", "roqvideo", "rpza", "wrapped_avframe",
    ]

    static let film = Result { () throws -> (folder: TemporaryFolder, path: String) in
        let folder = try TemporaryFolder()
        // A size that the codecs of video conferences take; a time base that counts no frames.
        try FFmpeg.run([
            "-f", "lavfi", "-i", "testsrc2=size=352x288:rate=25", "-frames:v", "10", "-c:v", "libx264", "-preset",
            "ultrafast", "-bf", "2", "-pix_fmt", "yuv420p", folder.file("film.mp4"),
        ])
        return (folder, folder.file("film.mp4"))
    }

    @Test(arguments: encoders)
    func isRightOrRefused(encoder: String) throws {
        let film = try Self.film.get()
        let codec = try #require(avcodec_find_encoder_by_name(encoder)).pointee.id
        let folder = try TemporaryFolder()
        let ending = try Self.endings.first { try OutputContainer(path: "film.\($0)").canHold(codec) }
        let output = folder.file("out.\(ending ?? "mkv")")
        var settings = EncoderSettings(codec: encoder, threads: 1)
        if encoder == "libaom-av1" { settings.options = [.init(key: "cpu-used", value: "8")] }
        let result = try WrittenFilm(film.path, to: output, settings)
        if let refusal = result.refusal {
            #expect(Self.refused.contains(encoder), "\(ending ?? "nothing"): \(refusal)")
            #expect(refusal.code == .badOption && folder.names.isEmpty, "\(refusal)")
        } else {
            #expect(!Self.refused.contains(encoder), "\(ending ?? "nothing")")
            #expect(folder.names.count == 1)
        }
    }

    /// What the output's name alone says is written; nil for what FFmpeg cannot encode.
    static let named: [(ending: String, codec: String?)] = [
        ("mkv", "h264"), ("mp4", "h264"), ("mov", "h264"), ("avi", "h264"), ("flv", "h264"), ("ts", "h264"),
        ("mpg", "h264"), ("mxf", "h264"), ("h264", "h264"), ("264", "h264"), ("webm", "vp9"), ("ivf", "vp9"),
        ("hevc", "hevc"), ("h265", "hevc"), ("obu", "av1"), ("m1v", "mpeg1video"), ("m2v", "mpeg2video"),
        ("mjpeg", "mjpeg"), ("ogv", "theora"), ("wmv", "msmpeg4v3"), ("gif", "gif"), ("apng", "apng"),
        ("nut", "rawvideo"), ("y4m", "rawvideo"), ("dv", nil), ("vc1", nil),
    ]

    @Test(arguments: named)
    func nameSaysTheCodec(ending: String, codec: String?) throws {
        let film = try Self.film.get()
        let folder = try TemporaryFolder()
        let result = try WrittenFilm(
            film.path, to: folder.file("out.\(ending)"), EncoderSettings())
        guard let codec else {
            #expect(result.refusal?.code == .badOption, "\(result)")
            return
        }
        #expect(result.refusal == nil, "\(result)")
        #expect(try FFmpeg.videoStream(folder.file("out.\(ending)"))["codec_name"] as? String == codec)
    }

    /// docs/films.md has these names and encoders, and no others.
    @Test func areThePages() throws {
        let tables = try Documentation.tables(in: "docs/films.md", below: "Encoders")
        try #require(tables.count == 2)
        let names = tables[0].rows.flatMap { row in
            Documentation.names(row[0]).map { [$0, row[1] == "refused" ? nil : Documentation.plain(row[1])] }
        }
        #expect(Set(names) == Set(Self.named.map { [$0.ending, $0.codec] }))
        #expect(names.count == Self.named.count)
        #expect(Set(tables[1].rows.flatMap { Documentation.names($0[1]) }) == Self.refused)
    }

    @Test func rawSamplesAreRaw() throws {
        let film = try Self.film.get()
        let folder = try TemporaryFolder()
        _ = try WrittenFilm(film.path, to: folder.file("out.yuv"))
        #expect(try Command.run("stat", ["-c", "%s", folder.file("out.yuv")]).text == "\(352 * 288 * 3 / 2 * 10)\n")
    }

    /// A wrong option is wrong usage, whoever notices.
    @Test(arguments: [
        EncoderSettings(preset: "bogus"), EncoderSettings(options: [.init(key: "x264-params", value: "nonsense=1")]),
        EncoderSettings(codec: "libx265", options: [.init(key: "x265-params", value: "nonsense=1:log-level=none")]),
        EncoderSettings(codec: "libx265", preset: "bogus"), EncoderSettings(pixelFormat: "gray"),
        EncoderSettings(codec: "ffv1", pixelFormat: "gray10le"), EncoderSettings(codec: "h261", pixelFormat: "yuv444p"),
        EncoderSettings(options: [.init(key: "tune", value: "bogus")]),
        EncoderSettings(codec: "libvpx-vp9", options: [.init(key: "cpu-used", value: "x")]),
    ])
    func wrongOptionsAreRefused(settings: EncoderSettings) throws {
        let folder = try TemporaryFolder()
        let result = try WrittenFilm(Self.film.get().path, to: folder.file("out.mkv"), settings)
        #expect(result.refusal?.code == .badOption, "\(settings): \(result)")
        #expect(folder.names.isEmpty)
    }
}
