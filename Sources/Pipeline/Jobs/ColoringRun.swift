internal import Coloring
internal import Flow
internal import Media
internal import Report
internal import Shots

/// Colours the frames of one source into one sink, as an order wants it.
struct ColoringRun {
    let coloring: ColoringOrder
    let predictor: any ChromaPredictor
    /// The film's cuts, if a list says them.
    let cuts: CutList?
    let cancellation: Cancellation
    let reporter: any Reporter
    let findings: RunFindings

    /// - Parameters:
    ///   - source: of the frames.
    ///   - timeBase: a tick of their times, in seconds; nil where they are only places.
    ///   - target: what the sink's frames are to be like.
    /// - Throws: `MediaError`, `NetError`, `StageError`, or `Interrupted` after a cancellation.
    func run(
        _ source: Handover<any FrameSource>, timeBase: Rational?, into sink: Handover<any FrameSink>,
        target: FrameTarget
    ) throws {
        let flow = PipelineFlow(
            source: source, sink: sink, target: target, predictor: predictor, look: coloring.look,
            steadiness: coloring.steadiness, cuts: cuts, cancellation: cancellation,
            onCut: { [findings] ticket in
                let seconds = timeBase.map { Double(ticket.pts) * $0.value }
                findings.add(Cut(frame: ticket.number, seconds: seconds))
            },
            onHeldFrame: { [findings] in findings.addHeldFrame() },
            onWritten: { [reporter] in reporter.written(WorkDone(frames: $0, byteCount: $1)) })
        findings.add(try flow.run())
    }
}
