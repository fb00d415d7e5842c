internal import FFmpegShim

/// How FFmpeg reads and writes the picture formats.
extension PictureFormat {
    private var codec: AVCodecID {
        switch self {
        case .png: AV_CODEC_ID_PNG
        case .jpeg: AV_CODEC_ID_MJPEG
        case .tiff: AV_CODEC_ID_TIFF
        case .bmp: AV_CODEC_ID_BMP
        case .ppm: AV_CODEC_ID_PPM
        case .webp: AV_CODEC_ID_WEBP
        case .dpx: AV_CODEC_ID_DPX
        case .exr: AV_CODEC_ID_EXR
        case .jp2: AV_CODEC_ID_JPEG2000
        }
    }

    /// nil if this FFmpeg cannot write the format. OpenJPEG's encoder knows more depths than FFmpeg's own.
    var encoder: UnsafePointer<AVCodec>? {
        (self == .jp2 ? avcodec_find_encoder_by_name("libopenjpeg") : nil) ?? avcodec_find_encoder(codec)
    }

    /// The pixel format to write a picture in whose source has `bitDepth` bits a sample (32 for floats): the least of
    /// the file format's that holds them, with alpha if there is any to keep; nil if this FFmpeg cannot write the
    /// format.
    package func pixelFormat(bitDepth: Int, hasAlpha: Bool) -> PixelFormat? {
        guard let encoder else { return nil }
        let isOpenJPEG =
            self == .jp2 && encoder.pointee.id == AV_CODEC_ID_JPEG2000 && encoder.pointee.wrapper_name != nil
        let plain: [(depth: Int, name: String)] =
            switch self {
            case .png, .ppm: [(8, "rgb24"), (16, "rgb48be")]
            case .tiff: [(8, "rgb24"), (16, "rgb48le")]
            case .bmp: [(8, "bgr24")]
            // No chroma is thrown away: a picture is not a frame among a hundred thousand.
            case .jpeg: [(8, "yuvj444p")]
            // Opaque, if the source is; without loss WebP has no other form.
            case .webp: [(8, "bgra")]
            case .dpx: [(8, "rgb24"), (10, "gbrp10be"), (12, "gbrp12be"), (16, "rgb48be")]
            case .exr: [(32, "gbrpf32le")]
            case .jp2 where isOpenJPEG: [(8, "rgb24"), (10, "gbrp10le"), (12, "gbrp12le"), (16, "rgb48le")]
            case .jp2: [(8, "rgb24"), (16, "rgb48le")]
            }
        let withAlpha: [(depth: Int, name: String)] =
            switch self {
            case .png: [(8, "rgba"), (16, "rgba64be")]
            case .tiff: [(8, "rgba"), (16, "rgba64le")]
            case .dpx: [(8, "rgba"), (16, "rgba64be")]
            case .exr: [(32, "gbrapf32le")]
            case .jp2 where isOpenJPEG: [(8, "rgba"), (16, "rgba64le")]
            default: []
            }
        let formats = hasAlpha && !withAlpha.isEmpty ? withAlpha : plain
        return (formats.first { $0.depth >= bitDepth } ?? formats.last).flatMap { PixelFormat(named: $0.name) }
    }

    /// The encoder's options for a picture that will be called `path`, whose shorter side is `side`.
    package func encoderOptions(details: PictureDetails?, path: String, side: Int) -> [(key: String, value: String)] {
        // Both encoders take whole dots an inch.
        let resolution = details?.dotsPerInch.map { [("dpi", "\(Int(min(max(1, $0), 65_536).rounded()))")] } ?? []
        switch self {
        case .png: return resolution
        case .tiff: return [("compression_algo", "deflate")] + resolution
        case .webp: return [("lossless", "1")]
        case .exr: return [("compression", "zip16"), ("format", details?.isHalfFloat ?? false ? "half" : "float")]
        case .jp2:
            let isRaw = ["j2k", "j2c", "jpc"].contains(FrameNaming.split(path).fileExtension)
            // OpenJPEG halves a picture five times unless told otherwise, and fails with one that is too small for
            // that.
            let halvings = min(5, Int.bitWidth - 1 - max(1, side).leadingZeroBitCount)
            // FFmpeg's own encoder has to be asked for the transform that loses nothing. Each ignores the other's
            // option.
            return [("format", isRaw ? "j2k" : "jp2"), ("numresolution", "\(halvings + 1)"), ("pred", "dwt53")]
        case .jpeg, .bmp, .ppm, .dpx: return []
        }
    }

    /// The tags of a picture of `pixelFormat`, in which this format is written, recombined from a source with `tags`.
    package func tags(recombinedFrom tags: ColorTags, pixelFormat: PixelFormat) -> ColorTags {
        var tags = tags.recombined(as: pixelFormat)
        // A film's curve, too, is looked at as sRGB is; PNG's encoder would write a gamma that viewers undo.
        tags.transfer = self == .exr ? AVCOL_TRC_LINEAR : AVCOL_TRC_IEC61966_2_1
        if !pixelFormat.isRGB {
            // JPEG (JFIF) knows one matrix and centred chroma, and is full range.
            tags.matrix = AVCOL_SPC_SMPTE170M
            tags.range = AVCOL_RANGE_JPEG
            tags.chromaLocation = AVCHROMA_LOC_CENTER
        }
        return tags
    }

    /// The format that a file's first bytes show, among those that can be read.
    static func codec(ofBytes bytes: UnsafeRawBufferPointer) -> AVCodecID? {
        let file = HeaderBytes(bytes)
        if file.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return AV_CODEC_ID_PNG }
        if file.starts(with: [0xFF, 0xD8, 0xFF]) { return AV_CODEC_ID_MJPEG }
        if file.starts(with: "II*\0") || file.starts(with: "MM\0*") { return AV_CODEC_ID_TIFF }
        if file.starts(with: "BM") { return AV_CODEC_ID_BMP }
        if file.starts(with: "RIFF") && file.starts(with: "WEBP", at: 8) { return AV_CODEC_ID_WEBP }
        if file.starts(with: "SDPX") || file.starts(with: "XPDS") { return AV_CODEC_ID_DPX }
        if file.starts(with: [0x76, 0x2F, 0x31, 0x01]) { return AV_CODEC_ID_EXR }
        // The container's first box, or the bare codestream's first two markers.
        if file.starts(with: "jP  ", at: 4) || file.starts(with: [0xFF, 0x4F, 0xFF, 0x51]) {
            return AV_CODEC_ID_JPEG2000
        }
        guard file.starts(with: "P") else { return nil }
        switch file.uint8(at: 1).map({ UInt8($0) }) {
        case UInt8(ascii: "1"), UInt8(ascii: "4"): return AV_CODEC_ID_PBM
        case UInt8(ascii: "2"), UInt8(ascii: "5"): return AV_CODEC_ID_PGM
        case UInt8(ascii: "3"), UInt8(ascii: "6"): return AV_CODEC_ID_PPM
        case UInt8(ascii: "7"): return AV_CODEC_ID_PAM
        default: return nil
        }
    }
}
