/// What a finished run has to say.
package struct RunSummary: Sendable {
    /// What one stage of the flow cost.
    package struct Stage: Sendable {
        /// "decode", "network".
        package let name: String
        /// Seconds it worked on frames rather than wait for its neighbours. Stages work at the same time, so the sum may
        /// exceed the elapsed time; where processors are short, waiting for one is in it.
        package let busySeconds: Double
        /// Processor time of its thread and of those that work for it, in seconds.
        package let processorSeconds: Double

        /// See the properties.
        package init(name: String, busySeconds: Double, processorSeconds: Double) {
            self.name = name
            self.busySeconds = busySeconds
            self.processorSeconds = processorSeconds
        }
    }

    /// Frames written.
    package var frames: Int
    /// Cuts between shots among them; nil if nobody looked for them.
    package var cuts: Int?
    /// Frames among them that were to the network what the frame before was, and got its colour.
    package var heldFrames = 0
    /// From the first frame asked for to the finished file.
    package var elapsedSeconds: Double
    /// The stages, in the order of the flow; those of one name are told as one.
    package var stages: [Stage]
    /// Processor time of the whole process, in seconds.
    package var processorSeconds: Double
    /// Processors the process may use, at least 1.
    package var processorCount: Int
    /// What to turn where a stage sets the pace, by its name, as the end of a sentence.
    package var remedies: [String: String] = [:]

    /// See the properties.
    package init(
        frames: Int, cuts: Int?, heldFrames: Int = 0, elapsedSeconds: Double, stages: [Stage], processorSeconds: Double,
        processorCount: Int, remedies: [String: String] = [:]
    ) {
        self.frames = frames
        self.cuts = cuts
        self.heldFrames = heldFrames
        self.elapsedSeconds = elapsedSeconds
        self.stages = stages
        self.processorSeconds = processorSeconds
        self.processorCount = processorCount
        self.remedies = remedies
    }

    /// One to three lines, as
    ///
    ///     250 frames, 3 cuts, 37 held frames reused in 0:21 (12.1 fps)
    ///     time of 2 cores: decode 6%, lightness 1%, network 17%, steady 3%, recombine 2%, encode 66%, waiting 5%
    ///     slowest: encode; a faster --preset helps most
    package var lines: [String] {
        let progress = Progress(frames: frames, total: frames, elapsedSeconds: elapsedSeconds)
        var counts = ["\(frames) frame\(frames == 1 ? "" : "s")"]
        if let cuts { counts.append("\(cuts) cut\(cuts == 1 ? "" : "s")") }
        if heldFrames > 0 { counts.append("\(heldFrames) held frame\(heldFrames == 1 ? "" : "s") reused") }
        let total =
            "\(counts.joined(separator: ", ")) in \(Progress.clock(elapsedSeconds)) "
            + "(\(Progress.oneDecimal(progress.framesPerSecond)) fps)"
        return [total, timeLine] + (paceLine.map { [$0] } ?? [])
    }

    /// Whatever is done anywhere in the process is in one of the shares, and the rest is waiting.
    private var timeLine: String {
        let available = max(elapsedSeconds * Double(max(1, processorCount)), processorSeconds, 1e-9)
        var shares = stagesByName.map { ($0.name, $0.processorSeconds / available) }
        let known = shares.reduce(0) { $0 + $1.1 }
        shares.append(("other", processorSeconds / available - known))
        shares.append(("waiting", 1 - processorSeconds / available))
        let told = shares.filter { ($0.0 != "other" && $0.0 != "waiting") || $0.1 >= 0.005 }
            .map { "\($0.0) \(Int((100 * min(max($0.1, 0), 1)).rounded()))%" }
        return "time of \(processorCount) core\(processorCount == 1 ? "" : "s"): \(told.joined(separator: ", "))"
    }

    /// A run that is over in a few seconds needs no advice.
    private static let shortestSeconds = 10.0

    private var paceLine: String? {
        guard elapsedSeconds >= RunSummary.shortestSeconds, let slowest = slowestStage, let remedy = remedies[slowest]
        else {
            return nil
        }
        return "slowest: \(slowest); \(remedy)"
    }

    /// The stage that sets the pace. Where the cores are used up it is the one that takes most of their time; where they
    /// are not, the one for which the others wait, which is at work nearly all the time. nil if nothing was done.
    var slowestStage: String? {
        let isShort = processorSeconds >= 0.85 * elapsedSeconds * Double(processorCount)
        let cost = { (stage: Stage) in isShort ? stage.processorSeconds : stage.busySeconds }
        return stagesByName.max { cost($0) < cost($1) }?.name
    }

    /// The stages with those of one name added up, at the place of the first.
    private var stagesByName: [Stage] {
        stages.reduce(into: []) { result, stage in
            guard let place = result.firstIndex(where: { $0.name == stage.name }) else { return result.append(stage) }
            result[place] = Stage(
                name: stage.name, busySeconds: max(result[place].busySeconds, stage.busySeconds),
                processorSeconds: result[place].processorSeconds + stage.processorSeconds)
        }
    }
}
