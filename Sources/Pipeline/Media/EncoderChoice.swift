internal import FFmpegShim

/// Which encoder, pixel format and options serve a wish (`EncoderSettings`) in a given container.
struct EncoderChoice {
    let codec: UnsafePointer<AVCodec>
    let pixelFormat: PixelFormat
    /// Private options of the encoder, defaults first, then the user's.
    let options: [(key: String, value: String)]

    var name: String { String(cString: codec.pointee.name) }

    init(
        settings: EncoderSettings, container: OutputContainer, width: Int, height: Int, hasConstantFrameRate: Bool
    ) throws(MediaError) {
        codec = try EncoderChoice.findCodec(settings.codec, container: container)
        pixelFormat = try EncoderChoice.choosePixelFormat(
            settings.pixelFormat, codec: codec, width: width, height: height)
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

    private static func choosePixelFormat(
        _ wish: String?, codec: UnsafePointer<AVCodec>, width: Int, height: Int
    ) throws(MediaError) -> PixelFormat {
        let encoder = String(cString: codec.pointee.name)
        var supported: [AVPixelFormat] = []
        if var next = shim_encoder_pixel_formats(codec) {
            while next.pointee != AV_PIX_FMT_NONE {
                supported.append(next.pointee)
                next += 1
            }
        }
        if let wish {
            guard let format = PixelFormat(named: wish) else {
                throw MediaError(.badOption, reason: "no pixel format called '\(wish)' (ffmpeg -pix_fmts lists them)")
            }
            let names = supported.compactMap { PixelFormat($0)?.name }
            guard supported.isEmpty || supported.contains(format.av) else {
                throw MediaError(
                    .badOption, reason: "\(encoder) cannot encode \(wish), only \(names.joined(separator: ", "))")
            }
            guard format.planar != nil, !format.hasPalette else {
                throw MediaError(.badOption, reason: "\(wish) is not a pixel format that can be written")
            }
            return format
        }
        // H.264 and HEVC crop in whole chroma samples, so an odd size cannot be told in 4:2:0.
        let cropsInChromaSamples = codec.pointee.id == AV_CODEC_ID_H264 || codec.pointee.id == AV_CODEC_ID_HEVC
        let usual =
            !cropsInChromaSamples
            ? AV_PIX_FMT_YUV420P
            : width % 2 != 0 ? AV_PIX_FMT_YUV444P : height % 2 != 0 ? AV_PIX_FMT_YUV422P : AV_PIX_FMT_YUV420P
        let writable = supported.filter {
            guard let format = PixelFormat($0) else { return false }
            return format.planar != nil && !format.hasPalette && format.colorComponentCount == 3
        }
        let chosen: AVPixelFormat
        if supported.isEmpty || supported.contains(usual) {
            chosen = usual
        } else {
            chosen = avcodec_find_best_pix_fmt_of_list(
                writable + [AV_PIX_FMT_NONE], AV_PIX_FMT_YUV444P, 0, nil)
        }
        guard let format = PixelFormat(chosen) else {
            throw MediaError(.badOption, reason: "\(encoder) takes no pixel format that holds colour")
        }
        return format
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
