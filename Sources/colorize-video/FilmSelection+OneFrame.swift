import Media

extension FilmSelection {
    /// The one frame that a film's still at `path` is made of: the first that is asked for.
    ///
    /// Throws `MediaError.badOutput` if nothing says which frame is meant, or if several are.
    func oneFrame(for path: String) throws(MediaError) -> FilmSelection {
        switch self {
        case .whole:
            throw MediaError(
                .badOutput, path: path,
                reason: "names one still: say which frame with --start TIME or --frames N-, or name a folder for all "
                    + "frames")
        case .frames(let range):
            if let upper = range.upper, upper > range.lower + 1 { throw Self.several(path) }
            return .frames(FrameRange(lower: range.lower, upper: range.lower + 1) ?? range)
        case .time(_, let duration):
            if duration != nil { throw Self.several(path) }
            return self
        }
    }

    private static func several(_ path: String) -> MediaError {
        MediaError(
            .badOutput, path: path,
            reason: "names one still, and several frames are asked for: name a folder, or leave out the part's end")
    }
}
