internal import Coloring
internal import Flow
internal import Report
internal import Shots

/// What a run finds out on its way, from several stages.
final class RunFindings: Sendable {
    private let foundCuts = Guarded<[Cut]>([])
    private let held = Guarded(0)
    private let painted = Guarded(0)
    private let stageTimes = Guarded<[StageRunner.StageTime]>([])

    func add(_ cut: Cut) { foundCuts.withLock { $0.append(cut) } }

    func addHeldFrame() { held.withLock { $0 += 1 } }

    func add(_ times: [StageRunner.StageTime]) { stageTimes.withLock { $0 += times } }

    func addPaintedFrame() { painted.withLock { $0 += 1 } }

    /// In the order of the frames.
    var cuts: [Cut] { foundCuts.withLock { $0.sorted { $0.frame < $1.frame } } }

    /// Frames that the network was spared.
    var heldFrames: Int { held.withLock { $0 } }

    /// Frames that a network coloured whose colours were carried to the others.
    var paintedFrames: Int { painted.withLock { $0 } }

    /// What the stages cost.
    var stages: [RunSummary.Stage] {
        stageTimes.withLock { $0 }.map { time in
            // Both make lightness of the same picture, once small and once at its own size.
            RunSummary.Stage(
                name: time.name == "reduce" ? "lightness" : time.name, busySeconds: time.busy.seconds,
                processorSeconds: time.processor.seconds)
        }
    }
}
