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

    /// Whole frames that have to come before the part is believed: where a film is refreshed bit by bit, H.264's
    /// decoder calls frames whole two or three too early.
    static let settlingFrames = 10

    /// Frames that are sooner decoded than looked for.
    static let fewFrames = 100

    /// What has to be known to begin near the first frame of `part`, where frames are asked for by number; nil where
    /// reading begins with the film. The demuxer has then been read from.
    static func index(
        for part: FilmSelection, video: StreamInfo, demuxer: Demuxer
    ) throws(MediaError) -> FrameIndex? {
        guard case .frames(let range) = part, range.lower > fewFrames, demuxer.canSeek else { return nil }
        let index = try FrameIndex(ofFirst: range.lower.clamped(to: 0...Int.max - 1) + 1, in: video, demuxer)
        if index == nil { try demuxer.rewind() }
        return index
    }

    /// Places to begin with for a part of a film, of which the last is its start.
    static func all(
        for part: FilmSelection, contextFrames: Int, video: StreamInfo, demuxer: Demuxer, index: FrameIndex?
    ) -> [FilmBeginning] {
        // Enough for the context at any likely frame rate, and for what an open group of pictures refers to.
        let margin = 2 * Double(contextFrames + settlingFrames + 1) * video.secondsAFrame + 1
        let wanted: Double? =
            switch part {
            case .whole: nil
            case .time(let start, _): start
            case .frames(let range):
                index?.time(of: range.lower).map { Double($0) * video.timeBase.value - demuxer.startSeconds }
            }
        // What cannot be read twice has to be right at once.
        guard let start = wanted, start > margin, demuxer.canSeek else { return [.start] }
        let places = [start - margin, start - margin - stepSeconds].filter { $0 > 0 }
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
