import FFmpegShim
import Report
import Testing

@testable import Media

/// What the output's name says, and what each container can hold.
@Suite struct OutputContainerTests {
    init() { FFmpegLibrary.captureLog() }

    private func container(_ ending: String) throws -> OutputContainer { try OutputContainer(path: "out.\(ending)") }

    @Test(arguments: [
        ("mp4", "mp4"), ("m4v", "ipod"), ("mov", "mov"), ("mkv", "matroska"), ("webm", "webm"), ("avi", "avi"),
        ("ts", "mpegts"), ("mpg", "mpeg"), ("vob", "svcd"), ("y4m", "yuv4mpegpipe"), ("nut", "nut"), ("ogv", "ogv"),
        ("flv", "flv"), ("wmv", "asf"), ("mxf", "mxf"), ("h264", "h264"), ("MKV", "matroska"),
    ])
    func theEndingSaysTheContainer(ending: String, name: String) throws {
        let found = try container(ending).name
        #expect(found == name)
        #expect(OutputContainer.isFilmName("a b/film.\(ending)"))
    }

    @Test func anAskedForFormatGoesFirst() throws {
        #expect(try OutputContainer(path: "out.mp4", formatName: "matroska").name == "matroska")
        #expect(try OutputContainer(path: "out", formatName: "webm").name == "webm")
        #expect(try OutputContainer(path: "-").name == "nut")
        #expect(try OutputContainer(path: "-", formatName: "mpegts").name == "mpegts")
    }

    /// Names without or with an unknown ending, of sound, of stills.
    @Test(arguments: ["out", "out.nonsense", "out.wav", "out.mp3", "out.m4a", "out.srt", "folder.mp4/out"])
    func otherNamesAreRefused(path: String) {
        let error = #expect(throws: MediaError.self) { try OutputContainer(path: path) }
        #expect(error?.code == .badOutput && error?.path == path)
        #expect(!OutputContainer.isFilmName(path))
    }

    @Test(arguments: ["nonsense", "wav", "image2"])
    func otherFormatsAreRefused(name: String) {
        let error = #expect(throws: MediaError.self) { try OutputContainer(path: "out.mkv", formatName: name) }
        #expect(error?.code == .badOption)
    }

    /// For each property the endings of this list that have it.
    private static let endings = [
        "mp4", "mov", "mkv", "webm", "avi", "ts", "mpg", "y4m", "nut", "flv", "mxf", "h264", "ogv", "wmv",
    ]

    private func having(_ property: (OutputContainer) -> Bool) throws -> [String] {
        try Self.endings.filter { property(try container($0)) }
    }

    @Test func times() throws {
        #expect(try having(\.countsFrames) == ["avi", "y4m", "mxf", "h264"])
        #expect(try having { $0.tickSeconds == 0.001 } == ["mkv", "webm", "flv", "wmv"])
        #expect(try having { $0.tickSeconds != 0 && $0.tickSeconds != 0.001 } == [])
        #expect(try having { !$0.keepsReorderedTimes } == ["mxf"])
        #expect(try having(\.storesLastDuration) == ["mp4", "mov"])
        #expect(try having(\.choosesStart) == ["avi", "ts", "mpg", "y4m", "mxf", "h264"])
        #expect(try having { $0.fillsGaps(of: AV_CODEC_ID_MPEG4) } == ["avi"])
        #expect(try having { $0.fillsGaps(of: AV_CODEC_ID_H264) } == [])
    }

    @Test func kinds() throws {
        #expect(try having(\.isQuickTime) == ["mp4", "mov"])
        #expect(try having(\.isMatroska) == ["mkv"])
        #expect(try having(\.isMatroskaKind) == ["mkv", "webm"])
        #expect(try having(\.isTransportStream) == ["ts"])
        #expect(try having(\.isProgramStream) == ["mpg"])
        #expect(try having(\.isRawStream) == ["h264"])
        #expect(try having { $0.advice.isEmpty } == ["mkv"])
        #expect(try having { $0.rawEncoderName != nil } == ["y4m", "nut"])
        let matroska = shim_matroska_holds_rotation() ? ["mkv", "webm"] : []
        #expect(try having(\.holdsRotation) == ["mp4", "mov"] + matroska)
    }

    /// What FFmpeg's muxers say is theirs to say; here is what they do not.
    @Test(arguments: [
        ("mp4", AV_CODEC_ID_H264, true), ("mkv", AV_CODEC_ID_H264, true), ("webm", AV_CODEC_ID_VP9, true),
        ("webm", AV_CODEC_ID_H264, false), ("y4m", AV_CODEC_ID_H264, false),
        // One coded stream.
        ("h264", AV_CODEC_ID_H264, true), ("h264", AV_CODEC_ID_HEVC, false),
        // What MPEG's streams have a number for.
        ("ts", AV_CODEC_ID_H264, true), ("ts", AV_CODEC_ID_MPEG2VIDEO, true), ("ts", AV_CODEC_ID_VP9, false),
        ("mpg", AV_CODEC_ID_MPEG1VIDEO, true), ("mpg", AV_CODEC_ID_PRORES, false),
        // What cannot be read back.
        ("wmv", AV_CODEC_ID_H264, false), ("wmv", AV_CODEC_ID_HEVC, false), ("wmv", AV_CODEC_ID_MSMPEG4V3, true),
        ("mkv", AV_CODEC_ID_RV10, false), ("mkv", AV_CODEC_ID_RV20, false), ("nut", AV_CODEC_ID_WMAV2, false),
        // By a tag of Microsoft's.
        ("mkv", AV_CODEC_ID_MSMPEG4V3, true), ("webm", AV_CODEC_ID_MSMPEG4V3, false),
    ])
    func video(ending: String, codec: AVCodecID, isHeld: Bool) throws {
        #expect(try container(ending).canHold(codec) == isHeld)
    }

    @Test func tags() throws {
        #expect(try having { $0.canHold(tag: "title") }.contains("ts") == false)
        #expect(
            try having { $0.canHold(tag: "service_name") } == [
                "mkv", "webm", "ts", "mpg", "nut", "flv", "mxf",
                "h264", "ogv", "wmv",
            ])
        #expect(try container("mov").canHold(tag: "make") && !container("mp4").canHold(tag: "make"))
        // In a language, and in any letters.
        #expect(try container("mp4").canHold(tag: "Title-deu") && !container("avi").canHold(tag: "composer-deu"))
        for tag in ["creation_time", "ENCODER", "timecode"] { #expect(try container("y4m").canHold(tag: tag)) }
        #expect(try !container("y4m").canHold(tag: "title"))
    }

    // MARK: Copied streams

    /// A stream of an input, as far as containers look at it.
    private func stream(
        _ kind: StreamInfo.Kind, _ codec: AVCodecID, isAttachedPicture: Bool = false, tag: UInt32 = 0
    ) throws -> StreamInfo {
        var context = avformat_alloc_context()
        defer {
            avformat_free_context(context)
            context = nil
        }
        let stream = try #require(avformat_new_stream(context, nil))
        stream.pointee.codecpar.pointee.codec_id = codec
        stream.pointee.codecpar.pointee.codec_tag = tag
        stream.pointee.codecpar.pointee.codec_type =
            switch kind {
            case .video: AVMEDIA_TYPE_VIDEO
            case .audio: AVMEDIA_TYPE_AUDIO
            case .subtitle: AVMEDIA_TYPE_SUBTITLE
            case .data: AVMEDIA_TYPE_DATA
            case .attachment: AVMEDIA_TYPE_ATTACHMENT
            }
        return StreamInfo(
            index: 1, kind: kind, codecName: String(cString: avcodec_get_name(codec)), timeBase: Rational(1, 1000),
            durationSeconds: nil, frameCount: nil, frameRate: Rational(0, 1), hasConstantFrameRate: false,
            isAttachedPicture: isAttachedPicture, parameters: try StreamParameters(copying: stream))
    }

    @Test(arguments: [
        ("mkv", StreamInfo.Kind.audio, AV_CODEC_ID_AAC, true), ("mkv", .subtitle, AV_CODEC_ID_SUBRIP, true),
        ("mp4", .subtitle, AV_CODEC_ID_MOV_TEXT, true), ("mp4", .subtitle, AV_CODEC_ID_SUBRIP, false),
        ("webm", .audio, AV_CODEC_ID_AAC, false), ("h264", .audio, AV_CODEC_ID_AAC, false),
        ("y4m", .audio, AV_CODEC_ID_PCM_S16LE, false),
        ("ts", .audio, AV_CODEC_ID_OPUS, true), ("ts", .subtitle, AV_CODEC_ID_DVB_SUBTITLE, true),
        ("ts", .audio, AV_CODEC_ID_TRUEHD, false), ("ts", .subtitle, AV_CODEC_ID_SUBRIP, false),
        ("mpg", .audio, AV_CODEC_ID_AC3, true), ("mpg", .audio, AV_CODEC_ID_AAC, false),
        ("nut", .audio, AV_CODEC_ID_AAC, true), ("nut", .audio, AV_CODEC_ID_WMAV2, false),
        ("avi", .subtitle, AV_CODEC_ID_SUBRIP, false), ("flv", .data, AV_CODEC_ID_TEXT, false),
        ("wmv", .subtitle, AV_CODEC_ID_SUBRIP, false), ("mxf", .data, AV_CODEC_ID_SMPTE_KLV, false),
    ])
    func copiedStreams(ending: String, kind: StreamInfo.Kind, codec: AVCodecID, isHeld: Bool) throws {
        #expect(try container(ending).canHold(try stream(kind, codec)) == isHeld)
    }

    @Test func attachments() throws {
        let font = try stream(.attachment, AV_CODEC_ID_TTF)
        #expect(try having { $0.canHold(font) } == ["mkv"])
    }

    @Test func coverArt() throws {
        let cover = try stream(.video, AV_CODEC_ID_MJPEG, isAttachedPicture: true)
        #expect(try having { $0.canHold(cover) } == ["mp4", "mkv"])
    }

    @Test func timecodeIsSaidInAnotherWay() throws {
        let timecode = try stream(.data, AV_CODEC_ID_NONE, tag: 0x6463_6D74)
        #expect(try having { $0.saysOtherwise(timecode) } == ["mp4", "mov", "mkv", "webm", "nut"])
        let other = try stream(.data, AV_CODEC_ID_NONE)
        #expect(try having { $0.saysOtherwise(other) } == [])
    }
}
