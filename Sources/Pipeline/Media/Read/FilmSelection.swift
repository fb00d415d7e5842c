/// The part of a film that is asked for.
package enum FilmSelection: Codable, Hashable, Sendable {
    /// All of it.
    case whole
    /// Frames by number, counted from the film's first.
    case frames(FrameRange)
    /// The frames shown at or after `startSeconds` and, if `durationSeconds` says so, before that much later; seconds
    /// are counted from the film's start.
    case time(startSeconds: Double, durationSeconds: Double?)

    /// Where a frame lies.
    enum Place {
        case before, inside, after
    }

    /// Where the frame with this number, shown this many seconds after the film's start, lies.
    func place(index: Int, seconds: Double) -> Place {
        switch self {
        case .whole: return .inside
        case .frames(let range):
            return range.contains(index) ? .inside : index < range.lower ? .before : .after
        case .time(let start, let duration):
            // Who writes 60.06 means the frame at 60.06, whatever its time is to the last digit.
            let tolerance = 1e-6
            if seconds < start - tolerance { return .before }
            if let duration, seconds >= start + duration - tolerance { return .after }
            return .inside
        }
    }

    /// Whether times in the output begin anew.
    package var isPart: Bool {
        if case .whole = self { false } else { true }
    }
}

extension StreamInfo {
    /// An estimate of how many frames `part` has; nil if the film does not say.
    func expectedFrameCount(of part: FilmSelection) -> Int? {
        let inFilm =
            frameCount
            ?? durationSeconds.flatMap {
                frameRate.isPositive ? Int(($0 * frameRate.value).rounded().clamped(to: 0...1e12)) : nil
            }
        switch part {
        case .whole: return inFilm
        case .frames(let range): return inFilm.map { range.clamped(toCount: $0).count }
        case .time(let start, let duration):
            let left = durationSeconds.map { max(0, $0 - start) }
            guard let seconds = [left, duration].compactMap({ $0 }).min(), frameRate.isPositive else { return nil }
            return Int((seconds * frameRate.value).rounded(.up).clamped(to: 0...1e12))
        }
    }
}
