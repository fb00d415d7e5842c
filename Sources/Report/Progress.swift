/// The arithmetic of a progress line: how far, how fast, how long still.
package struct Progress: Sendable {
    /// Frames written so far, by this run.
    package var frames: Int
    /// Frames that earlier runs wrote.
    package var earlierFrames: Int
    /// Frames there will be, as far as is known.
    package var total: Int?
    /// Seconds since the start.
    package var elapsedSeconds: Double

    /// See the properties.
    package init(frames: Int, earlierFrames: Int = 0, total: Int?, elapsedSeconds: Double) {
        self.earlierFrames = earlierFrames
        self.frames = frames
        self.total = total
        self.elapsedSeconds = elapsedSeconds
    }

    /// Frames a second since the start.
    package var framesPerSecond: Double { elapsedSeconds > 0 ? Double(frames) / elapsedSeconds : 0 }

    /// Seconds still to go at the speed so far; nil while that cannot be said.
    package var remainingSeconds: Double? {
        guard let total, frames > 0, elapsedSeconds > 0 else { return nil }
        return Double(max(0, total - earlierFrames - frames)) / framesPerSecond
    }
}
