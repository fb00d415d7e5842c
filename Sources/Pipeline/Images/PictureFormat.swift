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
}
