/// A file format that pictures are written in.
package enum PictureFormat: String, Sendable, CaseIterable {
    case png, jpeg, tiff, bmp, ppm, webp, dpx, exr, jp2

    /// The format that files with this (lowercase) extension have.
    package init?(fileExtension: String) {
        switch fileExtension {
        case "png": self = .png
        case "jpg", "jpeg", "jpe": self = .jpeg
        case "tif", "tiff": self = .tiff
        case "bmp", "dib": self = .bmp
        case "ppm", "pgm", "pnm", "pbm", "pam": self = .ppm
        case "webp": self = .webp
        case "dpx": self = .dpx
        case "exr": self = .exr
        case "jp2", "j2k", "j2c", "jpc", "jpf", "jpx": self = .jp2
        default: return nil
        }
    }

    /// The extension given to files of this format.
    package var fileExtension: String {
        switch self {
        case .jpeg: "jpg"
        case .tiff: "tif"
        default: rawValue
        }
    }

    /// "PNG, JPEG, …", for messages.
    package static var names: String {
        allCases.map { $0 == .webp ? "WebP" : $0.rawValue.uppercased() }.joined(separator: ", ")
    }
}
