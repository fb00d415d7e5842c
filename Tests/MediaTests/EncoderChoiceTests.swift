import FFmpegShim
import Report
import Testing

@testable import Media

/// Encoder, pixel format and options for a film, decided without opening an encoder.
@Suite struct EncoderChoiceTests {
    /// What is chosen for a film of this format that goes to a file with this ending.
    private func choice(
        _ ending: String, _ settings: EncoderSettings = EncoderSettings(), source name: String = "yuv420p",
        size: (width: Int, height: Int) = (64, 48), hasAlpha: Bool = false, hasConstantFrameRate: Bool = true
    ) throws -> EncoderChoice {
        let format = try #require(PixelFormat(named: name))
        let frame = try Frame()
        try frame.allocatePlanes(format: format, width: size.width, height: size.height)
        let ticket = FrameTicket(
            number: 0, pts: 0, duration: 1, name: nil, format: format, tags: try ColorTags(of: frame, format: format),
            hasAlpha: hasAlpha)
        return try EncoderChoice(
            settings: settings, container: OutputContainer(path: "out.\(ending)"), source: TicketedFrame(ticket, frame),
            hasConstantFrameRate: hasConstantFrameRate)
    }

    private func refusal(_ ending: String, _ settings: EncoderSettings) -> MediaError? {
        #expect(throws: MediaError.self) { try choice(ending, settings) }
    }

    @Test(arguments: [
        ("mp4", "libx264"), ("mkv", "libx264"), ("webm", "libvpx-vp9"), ("ivf", "libvpx-vp9"), ("nut", "rawvideo"),
        ("y4m", "wrapped_avframe"), ("m2v", "mpeg2video"), ("gif", "gif"),
    ])
    func theContainerDecidesTheEncoder(ending: String, encoder: String) throws {
        #expect(try choice(ending).name == encoder)
    }

    /// An encoder's name, or a codec's.
    @Test func theUserDecidesTheEncoder() throws {
        #expect(try choice("mkv", EncoderSettings(codec: "libx265")).name == "libx265")
        #expect(try choice("mkv", EncoderSettings(codec: "hevc")).codec.pointee.id == AV_CODEC_ID_HEVC)
        #expect(try choice("mkv", EncoderSettings(codec: "prores_ks")).name == "prores_ks")
    }

    @Test func refusesWhatCannotBe() throws {
        let unknown = refusal("mkv", EncoderSettings(codec: "nonsense"))
        #expect(unknown?.code == .badOption && unknown?.advice == [])
        #expect(refusal("mkv", EncoderSettings(codec: "aac"))?.code == .badOption)
        let unfit = refusal("webm", EncoderSettings(codec: "libx264"))
        #expect(unfit?.code == .badOption && unfit?.path == "out.webm" && unfit?.advice == [.matroska])
        let faulty = refusal("mov", EncoderSettings(codec: "rpza"))
        #expect(faulty?.advice == [.encoderOfSameFamily("qtrle"), .matroska])
        #expect(
            refusal("mkv", EncoderSettings(codec: "ffv1", crf: 20))?.fault == .noConstantQuality(encoder: "ffv1"))
        #expect(
            refusal("mkv", EncoderSettings(codec: "ffv1", preset: "slow"))?.fault == .noPresets(encoder: "ffv1"))
        #expect(refusal("mkv", EncoderSettings(preset: "bogus"))?.code == .badOption)
        for format in ["nonsense", "gray", "pal8", "vaapi"] {
            #expect(refusal("mkv", EncoderSettings(codec: "ffv1", pixelFormat: format))?.code == .badOption)
        }
    }

    /// For watching 4:2:0, for editing the source's; bits and alpha where the encoder can.
    @Test(arguments: [
        ("mp4", nil, "yuv420p", false, "yuv420p"), ("mp4", nil, "gray", false, "yuv420p"),
        ("mp4", nil, "yuv444p", false, "yuv420p"), ("mp4", nil, "yuv422p10le", false, "yuv420p10le"),
        ("mkv", "ffv1", "yuv422p10le", false, "yuv422p10le"), ("mkv", "ffv1", "gbrp10le", false, "gbrp10le"),
        ("mkv", "ffv1", "yuva444p", true, "yuva444p"), ("mkv", "ffv1", "yuva444p", false, "yuv444p"),
        ("mkv", "ffv1", "gray16le", false, "yuv420p16le"), ("mov", "prores_ks", "yuv422p", false, "yuv422p10le"),
        ("webm", nil, "yuva420p", true, "yuva420p"), ("y4m", nil, "gbrp", false, "yuv444p"),
        ("avi", "mjpeg", "yuv420p", false, "yuvj420p"),
    ])
    func thePixelFormatKeepsWhatItCan(
        ending: String, codec: String?, source: String, hasAlpha: Bool, expected: String
    ) throws {
        let choice = try choice(ending, EncoderSettings(codec: codec), source: source, hasAlpha: hasAlpha)
        #expect(choice.pixelFormat.name == expected)
        #expect(choice.losses == [])
    }

    /// H.264 crops in whole chroma samples.
    @Test(arguments: [((63, 48), "yuv444p"), ((64, 47), "yuv422p"), ((63, 47), "yuv444p"), ((64, 48), "yuv420p")])
    func oddSizesGetFinerChroma(size: (Int, Int), expected: String) throws {
        #expect(try choice("mp4", size: size).pixelFormat.name == expected)
        #expect(try choice("webm", size: size).pixelFormat.name == "yuv420p")
    }

    @Test func lossesAreReportedWithWhatHelps() throws {
        let bits = try choice("mp4", source: "gray16le")
        #expect(
            bits.losses == [
                .bitsDropped(encoder: "libx264", kept: 10, of: 16, advice: .losslessEncoder("ffv1", inMatroska: true))
            ])
        let alpha = try choice("mov", source: "yuva420p", hasAlpha: true)
        #expect(
            alpha.losses == [
                .alphaDropped(encoder: "libx264", advice: .losslessEncoder("prores_ks", inMatroska: false))
            ])
        let pipe = try choice("y4m", source: "yuva444p", hasAlpha: true)
        #expect(pipe.losses == [.alphaDropped(encoder: "yuv4mpegpipe", advice: .losslessContainer("nut"))])
        // Who names a format gets it.
        #expect(try choice("mkv", EncoderSettings(pixelFormat: "yuv420p"), source: "gray16le").losses == [])
    }

    /// What the encoder is told, the last of equal keys counting.
    private func options(_ choice: EncoderChoice) -> [String: String] {
        Dictionary(choice.options.map { ($0.key, $0.value) }) { $1 }
    }

    @Test func qualityIsConstantAndTheUsersWishesCount() throws {
        let usual = ["crf": "18", "preset": "medium", "x264opts": "cpu-independent=1:force-cfr=1"]
        #expect(options(try choice("mp4")) == usual)
        #expect(options(try choice("mp4", hasConstantFrameRate: false))["x264opts"] == "cpu-independent=1")
        let own = EncoderSettings(options: [.init(key: "x264opts", value: "keyint=5")])
        #expect(options(try choice("mp4", own))["x264opts"] == "cpu-independent=1:force-cfr=1:keyint=5")
        let wished = try choice(
            "mp4",
            EncoderSettings(
                crf: 23.5, preset: "fast", options: [.init(key: "crf", value: "30"), .init(key: "tune", value: "film")])
        )
        let told = options(wished)
        #expect(told["crf"] == "30" && told["preset"] == "fast" && told["tune"] == "film")
        #expect(wished.options.map(\.key).suffix(2) == ["crf", "tune"])
        #expect(options(try choice("webm"))["b"] == "0")
        #expect(options(try choice("mkv", EncoderSettings(codec: "ffv1"))) == ["level": "3"])
    }

    @Test func oldCodecsGetAQualityUnlessTheUserSaysOtherwise() throws {
        let quality = options(try choice("m2v"))
        #expect(quality == ["flags": "+qscale", "global_quality": "\(2 * FF_QP2LAMBDA)"])
        #expect(options(try choice("m2v", EncoderSettings(options: [.init(key: "b", value: "5M")]))) == ["b": "5M"])
        #expect(
            options(try choice("m2v", EncoderSettings(options: [.init(key: "g", value: "5")])))["flags"] == "+qscale")
    }

    @Test(arguments: [
        ("yuv420p", "dnxhr_hq"), ("yuv422p10le", "dnxhr_hqx"), ("yuv444p10le", "dnxhr_444"), ("gbrp10le", "dnxhr_444"),
    ])
    func dnxhrsProfileFollowsThePixels(source: String, profile: String) throws {
        #expect(options(try choice("mov", EncoderSettings(codec: "dnxhd"), source: source))["profile"] == profile)
    }

    @Test func whatCodecsAreLike() throws {
        #expect(try choice("m2v").countsFrames && !choice("mp4").countsFrames)
        #expect(try choice("nut").marksEachFrame && !choice("mp4").marksEachFrame)
        #expect(try choice("mp4").otherCodecs == [.encoderOfAnyFilm("ffv1"), .matroska])
        #expect(try choice("mkv", EncoderSettings(codec: "ffv1")).otherCodecs == [.encoderOfAnyFilm("libx264")])
    }
}
