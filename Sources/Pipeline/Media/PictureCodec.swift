internal import FFmpegShim

/// How FFmpeg reads and writes the picture formats.
extension PictureFormat {
    var codec: AVCodecID {
        switch self {
        case .png: AV_CODEC_ID_PNG
        case .jpeg: AV_CODEC_ID_MJPEG
        case .tiff: AV_CODEC_ID_TIFF
        case .bmp: AV_CODEC_ID_BMP
        case .ppm: AV_CODEC_ID_PPM
        case .webp: AV_CODEC_ID_WEBP
        }
    }

    /// The pixel format to write a picture in whose source has `bitDepth` bits a sample: 16 bits and alpha are kept
    /// where the file format has them.
    func pixelFormat(bitDepth: Int, hasAlpha: Bool) -> AVPixelFormat {
        let isDeep = bitDepth > 8
        return switch self {
        case .png where hasAlpha: isDeep ? AV_PIX_FMT_RGBA64BE : AV_PIX_FMT_RGBA
        case .tiff where hasAlpha: isDeep ? AV_PIX_FMT_RGBA64LE : AV_PIX_FMT_RGBA
        case .webp where hasAlpha: AV_PIX_FMT_YUVA420P
        case .png, .ppm: isDeep ? AV_PIX_FMT_RGB48BE : AV_PIX_FMT_RGB24
        case .tiff: isDeep ? AV_PIX_FMT_RGB48LE : AV_PIX_FMT_RGB24
        case .bmp: AV_PIX_FMT_BGR24
        // No chroma is thrown away: a picture is not a frame among a hundred thousand.
        case .jpeg: AV_PIX_FMT_YUVJ444P
        case .webp: AV_PIX_FMT_YUV420P
        }
    }

    /// The tags of a picture of `pixelFormat`, in which this format is written, recombined from a source with `tags`.
    func tags(recombinedFrom tags: ColorTags, pixelFormat: PixelFormat) -> ColorTags {
        var tags = tags.recombined(as: pixelFormat)
        if !pixelFormat.isRGB {
            // JPEG (JFIF) and WebP know one matrix and centred chroma; JPEG is full range.
            tags.matrix = AVCOL_SPC_SMPTE170M
            tags.range = self == .jpeg ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
            tags.chromaLocation = AVCHROMA_LOC_CENTER
        }
        return tags
    }

    /// The format that a file's first bytes show, among those that can be read.
    static func codec(ofBytes bytes: UnsafeRawBufferPointer) -> AVCodecID? {
        func starts(with signature: [UInt8], at offset: Int = 0) -> Bool {
            bytes.count >= offset + signature.count && bytes[offset..<offset + signature.count].elementsEqual(signature)
        }
        if starts(with: [0x89, 0x50, 0x4E, 0x47]) { return AV_CODEC_ID_PNG }
        if starts(with: [0xFF, 0xD8, 0xFF]) { return AV_CODEC_ID_MJPEG }
        if starts(with: [0x49, 0x49, 0x2A, 0x00]) || starts(with: [0x4D, 0x4D, 0x00, 0x2A]) {
            return AV_CODEC_ID_TIFF
        }
        if starts(with: [0x42, 0x4D]) { return AV_CODEC_ID_BMP }
        if starts(with: Array("RIFF".utf8)) && starts(with: Array("WEBP".utf8), at: 8) { return AV_CODEC_ID_WEBP }
        if bytes.count >= 2 && bytes[0] == UInt8(ascii: "P") {
            switch bytes[1] {
            case UInt8(ascii: "1"), UInt8(ascii: "4"): return AV_CODEC_ID_PBM
            case UInt8(ascii: "2"), UInt8(ascii: "5"): return AV_CODEC_ID_PGM
            case UInt8(ascii: "3"), UInt8(ascii: "6"): return AV_CODEC_ID_PPM
            case UInt8(ascii: "7"): return AV_CODEC_ID_PAM
            default: return nil
            }
        }
        return nil
    }
}
