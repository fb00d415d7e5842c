internal import Color
package import Coloring
internal import Files
package import Flow
package import Media
internal import Net
package import Report
internal import Shots

/// One order on its way through the pipeline.
package final class Run {
    private let order: Order
    private let opened: OpenedOrder
    private let cancellation: Cancellation
    private let reporter: any Reporter
    /// What the list of cuts says, if it is there already.
    private let knownCuts: CutList?

    /// Size of a film's picture; nil for stills, which may differ.
    package var pictureSize: (width: Int, height: Int)? { opened.pictureSize }

    /// Opens the source and decodes its first frame. Nothing is written.
    ///
    /// Throws `MediaError`. Notices go to `reporter`.
    package init(_ order: Order, cancellation: Cancellation, reporter: any Reporter) throws(MediaError) {
        FFmpegLibrary.captureLog()
        self.order = order
        self.cancellation = cancellation
        self.reporter = reporter
        knownCuts = try order.coloring.cutsPath.flatMap { path throws(MediaError) in
            if Folder.kind(of: path) == .missing { return nil }
            return try MediaError.wrapping { () throws(FileError) in try CutList(path: path) }
        }
        opened = try OrderOpening(cancellation: cancellation, warn: { reporter.report($0) }).open(order)
    }

    /// Colours everything. The output has its final name when this returns; if it throws, nothing is left of a film,
    /// and of stills those that were complete.
    ///
    /// Throws `MediaError`, `NetError`, `StageError`, or `Interrupted` after a cancellation.
    package func run(predictor: any ChromaPredictor) throws -> RunSummary {
        let start = ContinuousClock.now
        let processorStart = ProcessorTime.ofProcess
        let coloring = order.coloring
        // Before the work: whether it can be written shows now.
        var cutsFile: UnfinishedFile?
        if let path = coloring.cutsPath, knownCuts == nil, coloring.steadiness != .off {
            cutsFile = try UnfinishedFile.begin(path, replaces: false)
        }
        let sink = Handover(try opened.begin())
        reporter.start(total: opened.expectedFrameCount)
        defer { reporter.finish() }
        let cuts = Guarded<[Cut]>([])
        let heldFrames = Guarded(0)
        let flow = PipelineFlow(
            source: opened.source, sink: sink, target: opened.target, predictor: predictor, look: coloring.look,
            steadiness: coloring.steadiness, cuts: knownCuts, cancellation: cancellation,
            onCut: { [timeBase = opened.timeBase] ticket in
                let seconds = timeBase.map { Double(ticket.pts) * $0.value }
                cuts.withLock { $0.append(Cut(frame: ticket.number, seconds: seconds)) }
            },
            onHeldFrame: { heldFrames.withLock { $0 += 1 } },
            onFrameWritten: { [reporter] in reporter.frameWritten() })
        let times = try flow.run()
        let found = cuts.withLock { $0 }
        if var file = cutsFile.take() { try CutList.write(found, to: &file) }
        return RunSummary(
            frames: reporter.framesWritten, cuts: coloring.steadiness == .off ? nil : found.count,
            heldFrames: heldFrames.withLock { $0 }, elapsedSeconds: (ContinuousClock.now - start).seconds,
            stages: times.map { time in
                // Both make lightness of the same picture, once small and once at its own size.
                RunSummary.Stage(
                    name: time.name == "reduce" ? "lightness" : time.name, busySeconds: time.busy.seconds,
                    processorSeconds: time.processor.seconds)
            },
            processorSeconds: (ProcessorTime.ofProcess - processorStart).seconds,
            processorCount: FFmpegLibrary.processorCount)
    }
}
