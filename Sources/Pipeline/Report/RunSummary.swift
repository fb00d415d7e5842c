/// What a finished run has to say.
public struct RunSummary: Sendable {
    /// Frames written.
    public let frames: Int
    /// Cuts between shots among them; nil if nobody looked for them.
    public let cuts: Int?
    /// From the first frame asked for to the finished file.
    public let elapsedSeconds: Double
    /// Seconds each stage worked, in the order of the flow. Stages work at the same time, so the sum may exceed
    /// `elapsedSeconds`.
    public let stageSeconds: [(name: String, seconds: Double)]

    /// "120 frames, 2 cuts in 0:08 (14.2 fps); busy: decode 3%, reduce 2%, network 88%, steady 4%, …", as shares of the
    /// elapsed time.
    public var line: String {
        let progress = Progress(frames: frames, total: frames, elapsedSeconds: elapsedSeconds)
        let shares = stageSeconds.map { stage in
            "\(stage.name) \(Int((100 * stage.seconds / max(elapsedSeconds, 1e-9)).rounded()))%"
        }
        let cuts = cuts.map { ", \($0) cut\($0 == 1 ? "" : "s")" } ?? ""
        return "\(frames) frame\(frames == 1 ? "" : "s")\(cuts) in \(Progress.clock(elapsedSeconds)) "
            + "(\(Progress.oneDecimal(progress.framesPerSecond)) fps); busy: \(shares.joined(separator: ", "))"
    }
}
