internal import FFmpegShim

/// Which encoder, pixel format and options serve a wish (`EncoderSettings`) in a given container.
struct EncoderChoice {
    let codec: UnsafePointer<AVCodec>
    let pixelFormat: PixelFormat
    /// Private options of the encoder, defaults first, then the user's.
    let options: [(key: String, value: String)]
    /// What the encoder cannot keep, a line each.
    let warnings: [String]

    private let containerName: String

    var name: String { String(cString: codec.pointee.name) }

    /// The tags that pictures of a film get, whose frames have the tags `source`.
    func tags(from source: ColorTags, width: Int, height: Int) -> ColorTags {
        source.recombined(as: pixelFormat)
            .asCarried(by: codec.pointee.id, container: containerName, width: width, height: height)
    }

    /// - Parameter source: a frame of the film, whose bits and alpha are kept where the encoder can.
    init(
        settings: EncoderSettings, container: OutputContainer, source: borrowing SourceFrame, hasConstantFrameRate: Bool
    ) throws(MediaError) {
        codec = try EncoderChoice.findCodec(settings.codec, container: container)
        containerName = container.name
        if let wish = settings.pixelFormat {
            pixelFormat = try EncoderChoice.pixelFormat(named: wish, codec: codec)
            warnings = []
        } else {
            let (width, height) = (source.frame.width, source.frame.height)
            let choice = PixelFormatChoice(
                source: source.info.format, hasAlpha: source.info.hasAlpha, codec: codec.pointee.id, width: width,
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
            warnings = choice.warnings(
                for: best, encoder: encoder,
                advice: EncoderChoice.advice(for: source.info, width: width, height: height, container: container))
        }
        options = try EncoderChoice.chooseOptions(settings, codec: codec, hasConstantFrameRate: hasConstantFrameRate)
    }

    private static func findCodec(
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
            guard container.canHold(codec.pointee.id) else {
                throw MediaError(
                    .badOption, path: container.path, reason: "\(container.name) cannot hold \(wish)\(container.advice)"
                )
            }
            return codec
        }
        if let name = container.rawEncoderName, let codec = avcodec_find_encoder_by_name(name) { return codec }
        if container.canHold(AV_CODEC_ID_H264), let codec = avcodec_find_encoder_by_name("libx264") { return codec }
        if container.canHold(AV_CODEC_ID_VP9), let codec = avcodec_find_encoder_by_name("libvpx-vp9") { return codec }
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
        return format
    }

    /// What to use instead of an encoder that cannot keep all of a film: the first here that can and that the container
    /// holds; FFV1, which keeps everything, in Matroska otherwise.
    private static func advice(for source: FrameInfo, width: Int, height: Int, container: OutputContainer) -> String {
        if container.name == "yuv4mpegpipe" { return "--format nut keeps all" }
        for name in ["libx265", "prores_ks", "ffv1"] {
            guard let codec = avcodec_find_encoder_by_name(name), container.canHold(codec.pointee.id) else { continue }
            let choice = PixelFormatChoice(
                source: source.format, hasAlpha: source.hasAlpha, codec: codec.pointee.id, width: width, height: height)
            guard let best = choice.best(of: pixelFormats(of: codec)) else { continue }
            if choice.warnings(for: best, encoder: name, advice: "").isEmpty { return "--codec \(name) keeps all" }
        }
        return "--codec ffv1 in an .mkv keeps all"
    }

    private static func chooseOptions(
        _ settings: EncoderSettings, codec: UnsafePointer<AVCodec>, hasConstantFrameRate: Bool
    ) throws(MediaError) -> [(key: String, value: String)] {
        let encoder = String(cString: codec.pointee.name)
        var options: [(key: String, value: String)] = []
        let hasCRF = hasPrivateOption("crf", codec)
        if settings.crf != nil && !hasCRF {
            throw MediaError(
                .badOption, reason: "\(encoder) has no --crf; its own options go through --encoder-option key=value")
        }
        if settings.preset != nil && !hasPrivateOption("preset", codec) {
            throw MediaError(
                .badOption, reason: "\(encoder) has no --preset; its own options go through --encoder-option key=value")
        }
        switch encoder {
        case "libx264", "libx265":
            options += [("crf", "18"), ("preset", "medium")]
            // Without this x264 writes the time base, thousands of ticks a second, as the frame rate into the stream.
            if encoder == "libx264" && hasConstantFrameRate { options.append(("x264opts", "force-cfr=1")) }
            // x265 writes to stderr by itself.
            if encoder == "libx265" { options.append(("x265-params", "log-level=error")) }
        case "libvpx-vp9", "libvpx":
            // Constant quality: crf counts only with the bit rate at 0. Level 4 is the slowest that VP9's authors
            // recommend for anything but a final archive copy.
            options += [("crf", "24"), ("b", "0"), ("cpu-used", "4"), ("row-mt", "1")]
        default:
            break
        }
        if let crf = settings.crf { options.append(("crf", "\(crf)")) }
        if let preset = settings.preset { options.append(("preset", preset)) }
        return options + settings.options
    }

    private static func hasPrivateOption(_ name: String, _ codec: UnsafePointer<AVCodec>) -> Bool {
        guard var privateClass = codec.pointee.priv_class else { return false }
        return withUnsafeMutablePointer(to: &privateClass) { pointer in
            av_opt_find(pointer, name, nil, 0, AV_OPT_SEARCH_FAKE_OBJ) != nil
        }
    }
}
