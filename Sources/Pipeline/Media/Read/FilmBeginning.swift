/// Where in a film reading begins.
enum FilmBeginning: Equatable {
    case start
    /// With the key frame at or before this many seconds after the film's start, as the container's index finds it.
    case found(seconds: Double)
    /// The same, but found by reading all that is before.
    case skimmed(seconds: Double)

    /// How much earlier reading begins if a place was not early enough: a film that is refreshed bit by bit has no
    /// other frames to begin with, and some containers find places roughly.
    private static let stepSeconds = 30.0

    /// Places to begin with for a part of a film, of which the last is its start. Frames by number are counted from
    /// there.
    static func all(
        for part: FilmSelection, contextFrames: Int, video: StreamInfo, demuxer: Demuxer
    ) -> [FilmBeginning] {
        // Enough for the context at any likely frame rate, and for what an open group of pictures refers to.
        let margin = 2 * Double(contextFrames + 1) * video.secondsAFrame + 1
        guard case .time(let start, _) = part, start > margin else { return [.start] }
        let places = [start - margin, start - margin - stepSeconds].filter { $0 > 0 }
        // What cannot be read twice has to be right at once.
        guard demuxer.canSeek else { return [.start] }
        return places.map { demuxer.hasFreeClock ? .skimmed(seconds: $0) : .found(seconds: $0) } + [.start]
    }

    /// Makes `demuxer` read from there on; gives where that is. (`isFirst`: it has read nothing yet.)
    func go(_ demuxer: Demuxer, video: StreamInfo, isFirst: Bool) throws(MediaError) -> FilmBeginning {
        switch self {
        case .start:
            try demuxer.rewind()
        case .found(let seconds):
            if !demuxer.seek(toSeconds: demuxer.startSeconds + seconds) {
                if !isFirst { try demuxer.rewind() }
                return .start
            }
        case .skimmed(let seconds):
            if !isFirst { try demuxer.rewind() }
            try demuxer.skim(toSeconds: seconds, of: video)
        }
        return self
    }
}
