internal import Report

/// Which format pictures are written in.
package enum PictureFormatChoice: Sendable, Hashable {
    /// What the output's name says (`out_%06d.dpx`), PNG in a folder.
    case usual
    /// Each picture's own.
    case same
    case format(PictureFormat)

    /// The format to write in; nil for each picture's own.
    ///
    /// Throws `MediaError.badOption` if the name says something else, or if a film is to be written as its own format.
    package func resolved(for output: PictureOutput, isFilm: Bool) throws(MediaError) -> PictureFormat? {
        if let named = try output.formatOfName() {
            guard self == .usual || self == .format(named) else {
                throw MediaError(.badOption, path: output.path, .stillFormatAgainstName(named.rawValue))
            }
            return named
        }
        switch self {
        case .usual: return .png
        case .format(let format): return format
        case .same:
            guard !isFilm else {
                throw MediaError(.badOption, .ownFormatOfFrames)
            }
            return nil
        }
    }
}
