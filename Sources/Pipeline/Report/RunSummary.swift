/// What a finished run has to say.
public struct RunSummary: Sendable {
    /// Frames written.
    public let frames: Int
    /// From the first frame asked for to the finished file.
    public let elapsedSeconds: Double
    /// Seconds each stage worked, in the order of the flow. Stages work at the same time, so the sum may exceed
    /// `elapsedSeconds`.
    public let stageSeconds: [(name: String, seconds: Double)]

    /// "120 frames in 0:08 (14.2 fps); busy: decode 3%, lightness 6%, network 88%, recombine 9%, encode 41%", as shares
    /// of the elapsed time.
    public var line: String {
        let progress = Progress(frames: frames, total: frames, elapsedSeconds: elapsedSeconds)
        let shares = stageSeconds.map { stage in
            "\(stage.name) \(Int((100 * stage.seconds / max(elapsedSeconds, 1e-9)).rounded()))%"
        }
        return "\(frames) frame\(frames == 1 ? "" : "s") in \(Progress.clock(elapsedSeconds)) "
            + "(\(Progress.oneDecimal(progress.framesPerSecond)) fps); busy: \(shares.joined(separator: ", "))"
    }
}
