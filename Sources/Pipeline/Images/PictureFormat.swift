internal import FFmpegShim

/// A file format that pictures are written in.
public enum PictureFormat: String, Sendable, CaseIterable {
    case png, jpeg, tiff, bmp, ppm, webp

    /// The format that files with this (lowercase) extension have.
    init?(fileExtension: String) {
        switch fileExtension {
        case "png": self = .png
        case "jpg", "jpeg", "jpe": self = .jpeg
        case "tif", "tiff": self = .tiff
        case "bmp", "dib": self = .bmp
        case "ppm", "pgm", "pnm", "pbm", "pam": self = .ppm
        case "webp": self = .webp
        default: return nil
        }
    }

    /// The extension given to files of this format.
    var fileExtension: String {
        switch self {
        case .jpeg: "jpg"
        case .tiff: "tif"
        default: rawValue
        }
    }

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

    /// The pixel format to write a picture in whose source has `bitDepth` bits a sample: 16 bits are kept where the
    /// file format has them.
    func pixelFormat(bitDepth: Int) -> AVPixelFormat {
        let isDeep = bitDepth > 8
        return switch self {
        case .png, .ppm: isDeep ? AV_PIX_FMT_RGB48BE : AV_PIX_FMT_RGB24
        case .tiff: isDeep ? AV_PIX_FMT_RGB48LE : AV_PIX_FMT_RGB24
        case .bmp: AV_PIX_FMT_BGR24
        // No chroma is thrown away: a picture is not a frame among a hundred thousand.
        case .jpeg: AV_PIX_FMT_YUVJ444P
        case .webp: AV_PIX_FMT_YUV420P
        }
    }

    /// The format that a file's first bytes show, among those that can be read.
    static func codec(ofBytes bytes: UnsafeRawBufferPointer) -> AVCodecID? {
        func starts(with signature: [UInt8], at offset: Int = 0) -> Bool {
            bytes.count >= offset + signature.count && bytes[offset..<offset + signature.count].elementsEqual(signature)
        }
        if starts(with: [0x89, 0x50, 0x4E, 0x47]) { return AV_CODEC_ID_PNG }
        if starts(with: [0xFF, 0xD8, 0xFF]) { return AV_CODEC_ID_MJPEG }
        if starts(with: [0x49, 0x49, 0x2A, 0x00]) || starts(with: [0x4D, 0x4D, 0x00, 0x2A]) { return AV_CODEC_ID_TIFF }
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
