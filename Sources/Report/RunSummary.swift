/// What a finished run did, and what it cost.
package struct RunSummary: Sendable {
    /// What one stage of the flow cost.
    package struct Stage: Sendable {
        /// "decode", "network".
        package let name: String
        /// Seconds it worked on frames rather than wait for its neighbours. Stages work at the same time, so the sum
        /// may exceed the elapsed time; where processors are short, waiting for one is in it.
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
    /// The shots of the frames that were coloured, where a person gave colours; else none.
    package var shots: [ShotFigures] = []
    /// Frames that the network coloured, where it colours some of each shot only; 0 where it colours all.
    package var paintedFrames = 0
    /// Shots among them that came in colour and were given other colours, and the first frame of the first; nil for
    /// none.
    package var coloredShots: (count: Int, first: Int)?
    /// From the first frame asked for to the finished file.
    package var elapsedSeconds: Double
    /// The stages, in the order of the flow; those of one name count as one.
    package var stages: [Stage]
    /// Processor time of the whole process, in seconds.
    package var processorSeconds: Double
    /// Processors the process may use, at least 1.
    package var processorCount: Int

    /// See the properties.
    package init(
        frames: Int, cuts: Int?, heldFrames: Int = 0, paintedFrames: Int = 0, shots: [ShotFigures] = [],
        coloredShots: (count: Int, first: Int)? = nil,
        elapsedSeconds: Double, stages: [Stage], processorSeconds: Double, processorCount: Int
    ) {
        self.frames = frames
        self.cuts = cuts
        self.heldFrames = heldFrames
        self.shots = shots
        self.paintedFrames = paintedFrames
        self.coloredShots = coloredShots
        self.elapsedSeconds = elapsedSeconds
        self.stages = stages
        self.processorSeconds = processorSeconds
        self.processorCount = processorCount
    }

    /// The stage that sets the pace. Where the cores are used up it is the one that takes most of their time; where
    /// they are not, the one for which the others wait, which is at work nearly all the time. nil if nothing was done.
    package var slowestStage: String? {
        let isShort = processorSeconds >= 0.85 * elapsedSeconds * Double(processorCount)
        let cost = { (stage: Stage) in isShort ? stage.processorSeconds : stage.busySeconds }
        return stagesByName.max { cost($0) < cost($1) }?.name
    }

    /// The stages with those of one name added up, at the place of the first.
    package var stagesByName: [Stage] {
        stages.reduce(into: []) { result, stage in
            guard let place = result.firstIndex(where: { $0.name == stage.name }) else { return result.append(stage) }
            result[place] = Stage(
                name: stage.name, busySeconds: max(result[place].busySeconds, stage.busySeconds),
                processorSeconds: result[place].processorSeconds + stage.processorSeconds)
        }
    }
}
