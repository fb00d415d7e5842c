/// Gives every frame of a film a time greater than that of the frame before, whatever the file says.
struct FrameClock {
    /// A frame's time and duration, in the film's time base.
    struct Times: Sendable {
        let pts: Int64
        let duration: Int64
        /// Whether the file says a time that is not after the frame before's, so that another was taken.
        let isMoved: Bool
    }

    /// What a frame lasts if it does not say.
    private let usualDuration: Int64
    /// Added to all times since they last jumped back.
    private var offset: Int64 = 0
    private var lastPTS: Int64?
    private var nextPTS: Int64 = 0

    /// `usualDuration` is at least 1.
    init(usualDuration: Int64) { self.usualDuration = max(1, usualDuration) }

    /// The times of the next frame, of which the file says `pts` (nil if nothing) and `duration` (0 if nothing).
    mutating func next(pts stated: Int64?, duration statedDuration: Int64) -> Times {
        // Beyond this no arithmetic with time bases is safe, and no film is so long.
        let limit = Int64(1) << 52
        let usable = stated.flatMap { abs($0.clamped(to: -limit...limit)) < limit ? $0 : nil }
        let duration = statedDuration > 0 && statedDuration < limit ? statedDuration : usualDuration
        var isMoved = false
        var pts = usable.map { $0 &+ offset } ?? nextPTS
        if let lastPTS, pts <= lastPTS {
            isMoved = stated != nil
            // A little back is a repeated or swapped time; far back, all that follow are meant to go on from here.
            if lastPTS &- pts > 8 &* usualDuration {
                offset &+= nextPTS &- pts
                pts = nextPTS
            } else {
                pts = lastPTS &+ 1
            }
        }
        lastPTS = pts
        nextPTS = pts &+ duration
        return Times(pts: pts, duration: duration, isMoved: isMoved)
    }
}

extension Comparable {
    /// The value of `range` nearest to this one.
    package func clamped(to range: ClosedRange<Self>) -> Self { min(max(self, range.lowerBound), range.upperBound) }
}
