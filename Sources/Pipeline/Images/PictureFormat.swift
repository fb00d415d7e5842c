/// A file format that pictures are written in.
public enum PictureFormat: String, Sendable, CaseIterable {
    case png, jpeg, tiff, bmp, ppm, webp, dpx, exr, jp2

    /// The format that files with this (lowercase) extension have.
    init?(fileExtension: String) {
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
    var fileExtension: String {
        switch self {
        case .jpeg: "jpg"
        case .tiff: "tif"
        default: rawValue
        }
    }

    /// "PNG, JPEG, …", for messages.
    static var names: String {
        allCases.map { $0 == .webp ? "WebP" : $0.rawValue.uppercased() }.joined(separator: ", ")
    }
}

/// Which format pictures are written in.
public enum PictureFormatChoice: Sendable, Hashable {
    /// What the output's name says (`out_%06d.dpx`), PNG in a folder.
    case usual
    /// Each picture's own.
    case same
    case format(PictureFormat)

    /// The format to write in; nil for each picture's own.
    ///
    /// Throws `MediaError.badOption` if the name says something else, or if a film is to be written as its own format.
    func resolved(for output: PictureOutput, isFilm: Bool) throws(MediaError) -> PictureFormat? {
        if let named = try output.formatOfName() {
            guard self == .usual || self == .format(named) else {
                throw MediaError(
                    .badOption, path: output.path,
                    reason: "the name says \(named.rawValue), --output-format something else: leave one out")
            }
            return named
        }
        switch self {
        case .usual: return .png
        case .format(let format): return format
        case .same:
            guard !isFilm else {
                throw MediaError(
                    .badOption, reason: "--output-format same is for pictures; a film's frames have no format")
            }
            return nil
        }
    }
}
