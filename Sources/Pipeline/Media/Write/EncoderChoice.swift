internal import FFmpegShim
internal import Report

/// Which encoder, pixel format and options serve a wish (`EncoderSettings`) in a given container.
struct EncoderChoice {
    let codec: UnsafePointer<AVCodec>
    let pixelFormat: PixelFormat
    /// Private options of the encoder, defaults first, then the user's.
    let options: [(key: String, value: String)]
    /// What the encoder cannot keep.
    let losses: [Notice]

    private let containerName: String
    private let containerAdvice: [Advice]

    var name: String { String(cString: codec.pointee.name) }

    /// Whether the encoder takes every frame to last as long, whatever its time: those of the old codecs, whose streams
    /// say a frame rate, and VC-2's, which divides the bit rate by it: in a finer clock it leaves nothing of a frame.
    var countsFrames: Bool { EncoderChoice.countingCodecs.contains(codec.pointee.id.rawValue) }

    /// Whether the stream says of each frame whether it is two fields, instead of once for all.
    var marksEachFrame: Bool { codec.pointee.id == AV_CODEC_ID_FFV1 || codec.pointee.id == AV_CODEC_ID_RAWVIDEO }

    private static let countingCodecs = Set(
        [
            AV_CODEC_ID_MPEG1VIDEO, AV_CODEC_ID_MPEG2VIDEO, AV_CODEC_ID_MPEG4, AV_CODEC_ID_MSMPEG4V2,
            AV_CODEC_ID_MSMPEG4V3, AV_CODEC_ID_WMV1, AV_CODEC_ID_WMV2, AV_CODEC_ID_H261, AV_CODEC_ID_H263,
            AV_CODEC_ID_H263P, AV_CODEC_ID_FLV1, AV_CODEC_ID_RV10, AV_CODEC_ID_RV20, AV_CODEC_ID_SVQ1, AV_CODEC_ID_SNOW,
            AV_CODEC_ID_THEORA, AV_CODEC_ID_ROQ, AV_CODEC_ID_DIRAC,
        ].map(\.rawValue))

    /// What to use instead of an encoder that does not take the film.
    var otherCodecs: [Advice] {
        [.encoderOfAnyFilm(name == "libx264" ? "ffv1" : "libx264")] + containerAdvice
    }

    /// The tags that pictures of a film get, whose frames have the tags `source`.
    func tags(from source: ColorTags, width: Int, height: Int) -> ColorTags {
        source.recombined(as: pixelFormat)
            .asCarried(by: codec.pointee.id, container: containerName, width: width, height: height)
    }

    /// - Parameter source: a frame of the film, whose bits and alpha are kept where the encoder can.
    init(
        settings: EncoderSettings, container: OutputContainer, source: borrowing TicketedFrame<Frame>,
        hasConstantFrameRate: Bool
    ) throws(MediaError) {
        codec = try EncoderChoice.findCodec(settings.codec, container: container)
        containerName = container.name
        containerAdvice = container.advice
        if let wish = settings.pixelFormat {
            pixelFormat = try EncoderChoice.pixelFormat(named: wish, codec: codec)
            losses = []
        } else {
            let (width, height) = (source.payload.width, source.payload.height)
            let choice = PixelFormatChoice(
                source: source.ticket.format, hasAlpha: source.ticket.hasAlpha, codec: codec.pointee.id, width: width,
                height: height)
            var supported = EncoderChoice.pixelFormats(of: codec)
            if supported.isEmpty { supported = choice.anything }
            // Raw video takes all there is, of which this container has a part.
            let isPipe = container.name == "yuv4mpegpipe"
            if isPipe { supported.removeAll { $0.isRGB || $0.hasAlpha } }
            let encoder = isPipe ? container.name : String(cString: codec.pointee.name)
            guard let best = choice.best(of: supported) else {
                throw MediaError(.badOption, reason: "\(encoder) takes no pixel format that holds colour")
            }
            pixelFormat = best
            losses = choice.losses(
                of: best, encoder: encoder,
                advice: EncoderChoice.advice(for: source.ticket, width: width, height: height, container: container))
        }
        options = try EncoderChoice.chooseOptions(
            settings, codec: codec, pixelFormat: pixelFormat, hasConstantFrameRate: hasConstantFrameRate)
    }

    /// Encoders of FFmpeg with a fault that would spoil the film, or more.
    private static let faultyEncoders = [
        "rpza": (fault: "FFmpeg's encoder writes beyond its memory", advice: Advice.encoderOfSameFamily("qtrle"))
    ]

    static func findCodec(
        _ wish: String?, container: OutputContainer
    ) throws(MediaError) -> UnsafePointer<AVCodec> {
        if let wish {
            let byCodec = avcodec_descriptor_get_by_name(wish).flatMap { avcodec_find_encoder($0.pointee.id) }
            guard let codec = avcodec_find_encoder_by_name(wish) ?? byCodec, codec.pointee.type == AVMEDIA_TYPE_VIDEO
            else {
                throw MediaError(
                    .badOption, reason: "no video encoder called '\(wish)' in this FFmpeg (ffmpeg -encoders lists them)"
                )
            }
            if let (fault, advice) = EncoderChoice.faultyEncoders[String(cString: codec.pointee.name)] {
                throw MediaError(
                    .badOption, reason: "\(wish) cannot be used: \(fault)", advice: [advice] + container.advice)
            }
            guard container.canHold(codec.pointee.id) else {
                throw MediaError(
                    .badOption, path: container.path, reason: "\(container.name) cannot hold \(wish)",
                    advice: container.advice)
            }
            return codec
        }
        if let name = container.rawEncoderName, let codec = avcodec_find_encoder_by_name(name) { return codec }
        if container.canHold(AV_CODEC_ID_H264), let codec = avcodec_find_encoder_by_name("libx264") { return codec }
        if ["webm", "ivf"].contains(container.name), let codec = avcodec_find_encoder_by_name("libvpx-vp9") {
            return codec
        }
        guard let codec = avcodec_find_encoder(container.defaultVideoCodec) else {
            throw MediaError(
                .badOption, path: container.path, reason: "no video encoder for \(container.name) in this FFmpeg")
        }
        return codec
    }

    /// The formats an encoder takes; empty if it does not say.
    private static func pixelFormats(of codec: UnsafePointer<AVCodec>) -> [PixelFormat] {
        var formats: [PixelFormat] = []
        if var next = shim_encoder_pixel_formats(codec) {
            while next.pointee != AV_PIX_FMT_NONE {
                if let format = PixelFormat(next.pointee) { formats.append(format) }
                next += 1
            }
        }
        return formats
    }

    private static func pixelFormat(
        named wish: String, codec: UnsafePointer<AVCodec>
    ) throws(MediaError) -> PixelFormat {
        guard let format = PixelFormat(named: wish) else {
            throw MediaError(.badOption, reason: "no pixel format called '\(wish)' (ffmpeg -pix_fmts lists them)")
        }
        let supported = pixelFormats(of: codec)
        guard supported.isEmpty || supported.contains(format) else {
            let encoder = String(cString: codec.pointee.name)
            let names = supported.map(\.name).joined(separator: ", ")
            throw MediaError(.badOption, reason: "\(encoder) cannot encode \(wish), only \(names)")
        }
        guard format.canBeWritten else {
            throw MediaError(.badOption, reason: "\(wish) is not a pixel format that can be written")
        }
        guard format.colorComponentCount == 3 else {
            throw MediaError(.badOption, reason: "\(wish) holds no colour")
        }
        return format
    }

    /// What to use instead of an encoder that cannot keep all of a film: the first here that can and that the container
    /// holds; FFV1, which keeps everything, in Matroska otherwise.
    private static func advice(for source: FrameTicket, width: Int, height: Int, container: OutputContainer) -> Advice {
        if container.name == "yuv4mpegpipe" { return .losslessContainer("nut") }
        for name in ["libx265", "prores_ks", "ffv1"] {
            guard let codec = avcodec_find_encoder_by_name(name), container.canHold(codec.pointee.id) else { continue }
            let choice = PixelFormatChoice(
                source: source.format, hasAlpha: source.hasAlpha, codec: codec.pointee.id, width: width, height: height)
            guard let best = choice.best(of: pixelFormats(of: codec)) else { continue }
            if choice.keepsAll(in: best) { return .losslessEncoder(name, inMatroska: false) }
        }
        return .losslessEncoder("ffv1", inMatroska: true)
    }

    private static func chooseOptions(
        _ settings: EncoderSettings, codec: UnsafePointer<AVCodec>, pixelFormat: PixelFormat, hasConstantFrameRate: Bool
    ) throws(MediaError) -> [(key: String, value: String)] {
        let encoder = String(cString: codec.pointee.name)
        var options: [(key: String, value: String)] = []
        let hasCRF = hasPrivateOption("crf", codec)
        if settings.crf != nil && !hasCRF {
            throw MediaError(.badOption, .noConstantQuality(encoder: encoder))
        }
        if settings.preset != nil && !hasPrivateOption("preset", codec) {
            throw MediaError(.badOption, .noPresets(encoder: encoder))
        }
        if encoder.hasPrefix("libx264") { try X264Names.check(settings) }
        switch encoder {
        case "libx264", "libx265":
            options += [("crf", "18"), ("preset", "medium")]
            if encoder == "libx264" {
                options.append(("x264opts", x264Options(settings, hasConstantFrameRate: hasConstantFrameRate)))
            }
            // x265 writes to stderr by itself.
            if encoder == "libx265" { options.append(("x265-params", "log-level=error")) }
        case "libvpx-vp9":
            // Constant quality: crf counts only with the bit rate at 0. Level 4 is the slowest that VP9's authors
            // recommend for anything but a final archive copy.
            options += [("crf", "24"), ("b", "0"), ("cpu-used", "4"), ("row-mt", "1")]
        case "libvpx":
            // VP8 has no constant quality without a limit: the bit rate is one that no film reaches.
            options += [("crf", "10"), ("b", "100M"), ("cpu-used", "4")]
        case "libaom-av1":
            options += [("crf", "24"), ("b", "0"), ("cpu-used", "6"), ("row-mt", "1")]
        case "libsvtav1":
            options.append(("crf", "24"))
        case "ffv1":
            // Version 3 (RFC 9043), which checks itself and says of each frame whether it is interlaced.
            options.append(("level", "3"))
        case "dnxhd":
            // Of the others each has its own few sizes and rates.
            let isFull = pixelFormat.isRGB || pixelFormat.chromaShifts == (0, 0)
            options.append(("profile", isFull ? "dnxhr_444" : pixelFormat.bitDepth > 8 ? "dnxhr_hqx" : "dnxhr_hq"))
        case _ where codec.pointee.id == AV_CODEC_ID_THEORA:
            // Ten is the best.
            options += EncoderChoice.constantQuality(8, unless: settings)
        case _ where countingCodecs.contains(codec.pointee.id.rawValue) || codec.pointee.id == AV_CODEC_ID_MJPEG:
            // One is the best. Without this they spend 200 kbit/s on any film.
            options += EncoderChoice.constantQuality(2, unless: settings)
        default:
            break
        }
        if let crf = settings.crf { options.append(("crf", "\(crf)")) }
        if let preset = settings.preset { options.append(("preset", preset)) }
        return options + settings.options.filter { $0.key != "x264opts" }.map { ($0.key, $0.value) }
    }

    /// Ours before the user's.
    private static func x264Options(_ settings: EncoderSettings, hasConstantFrameRate: Bool) -> String {
        // The macroblock tree's AVX-512 code (x264 0.164) reads memory that nothing has been written to: the same film
        // would become another with every encoder that is not a process's first. This also makes it the same for all
        // instruction sets, and costs no time.
        var options = ["cpu-independent=1"]
        // Without this x264 writes the time base, thousands of ticks a second, as the frame rate into the stream.
        if hasConstantFrameRate { options.append("force-cfr=1") }
        options += settings.options.filter { $0.key == "x264opts" }.map(\.value)
        return options.joined(separator: ":")
    }

    /// A quality that stays the same all through the film, unless the user says how many bits to spend, or how.
    private static func constantQuality(
        _ quality: Int32, unless settings: EncoderSettings
    ) -> [(key: String, value: String)] {
        let own: Set = ["b", "qmin", "qmax", "flags", "global_quality", "minrate", "maxrate"]
        if settings.options.contains(where: { own.contains($0.key) }) { return [] }
        return [("flags", "+qscale"), ("global_quality", "\(quality * FF_QP2LAMBDA)")]
    }

    fileprivate static func hasPrivateOption(_ name: String, _ codec: UnsafePointer<AVCodec>) -> Bool {
        guard var privateClass = codec.pointee.priv_class else { return false }
        return withUnsafeMutablePointer(to: &privateClass) { pointer in
            av_opt_find(pointer, name, nil, 0, AV_OPT_SEARCH_FAKE_OBJ) != nil
        }
    }
}

extension EncoderSettings {
    /// Whether the encoder that a film gets in `container` has presets. False for an encoder that there is not.
    package func hasPresets(in container: OutputContainer) -> Bool {
        let found = Result { () throws(MediaError) in try EncoderChoice.findCodec(codec, container: container) }
        guard case .success(let codec) = found else { return false }
        return EncoderChoice.hasPrivateOption("preset", codec)
    }
}
