/// The arithmetic of a progress line: how far, how fast, how long still.
package struct Progress: Sendable {
    /// Frames written so far, by this run.
    package var frames: Int
    /// Frames that earlier runs wrote.
    package var earlierFrames: Int
    /// Bytes of coloured pictures so far, those of earlier runs included; 0 if that is not known.
    package var byteCount: Int
    /// Frames there will be, as far as is known.
    package var total: Int?
    /// Seconds since the start.
    package var elapsedSeconds: Double
    /// Seconds from the start to the first frame that this run wrote, in which an encoder's look-ahead filled up; nil
    /// if that is not known.
    package var firstFrameSeconds: Double?

    /// So long after the first frame its successors may still be a burst.
    private static let settlingSeconds = 0.5

    /// See the properties.
    package init(
        frames: Int, earlierFrames: Int = 0, byteCount: Int = 0, total: Int?, elapsedSeconds: Double,
        firstFrameSeconds: Double? = nil
    ) {
        self.earlierFrames = earlierFrames
        self.byteCount = byteCount
        self.frames = frames
        self.total = total
        self.elapsedSeconds = elapsedSeconds
        self.firstFrameSeconds = firstFrameSeconds
    }

    /// Frames per second since the start or, if it is known and some time ago, since the first frame, which then does
    /// not count.
    package var framesPerSecond: Double {
        settledRate ?? (elapsedSeconds > 0 ? Double(frames) / elapsedSeconds : 0)
    }

    private var settledRate: Double? {
        guard let firstFrameSeconds, frames > 1 else { return nil }
        let seconds = elapsedSeconds - firstFrameSeconds
        return seconds >= Progress.settlingSeconds ? Double(frames - 1) / seconds : nil
    }

    /// Seconds still to go at the speed so far; nil while that cannot be known.
    package var remainingSeconds: Double? {
        guard let total, frames > 0, elapsedSeconds > 0 else { return nil }
        let left = Double(max(0, total - earlierFrames - frames))
        if left == 0 { return 0 }
        if firstFrameSeconds != nil { return settledRate.map { left / $0 } }
        return left / framesPerSecond
    }
}
