internal import Coloring
internal import Flow
internal import Guidance
internal import Media
internal import Report
internal import Shots

/// What it takes to carry a person's colours through a film.
struct Guiding: Sendable {
    /// The film, to be read a second time.
    let source: OrderSource
    /// Whether frames that the film shows turned are turned themselves.
    let turnsUpright: Bool
    /// See `FrameGuides`.
    let keys: (any ChromaPredictor)?

    /// Opens the film again; nil if a person gave no colours.
    fileprivate func guides(
        _ coloring: ColoringOrder, _ predictor: any ChromaPredictor, _ cuts: CutList?, _ cancellation: Cancellation
    ) throws -> (any FrameGuides)? {
        guard let guidance = coloring.guidance else { return nil }
        let shots = ShotRanges(cuts ?? CutList(frames: []))
        return FilmGuides(
            guidance, shots: shots, links: ShotLinks(guidance, shots), areas: ShotAreas(coloring.areas, shots),
            frames: try NumberedFrames(
                source, turnsUpright: turnsUpright, threads: coloring.threads, cancellation: cancellation),
            predictor: predictor, keys: keys, saturation: coloring.look.saturation, end: source.range?.upper)
    }
}

/// Colours the frames of one source into one sink, as an order wants it.
struct ColoringRun {
    let coloring: ColoringOrder
    let predictor: any ChromaPredictor
    /// The film's cuts, if a list says them.
    let cuts: CutList?
    /// What a person's colours need to be carried; nil if there are none.
    var guiding: Guiding?
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
            steadiness: coloring.steadiness, cuts: cuts,
            guides: try guiding?.guides(coloring, predictor, cuts, cancellation).map { Handover($0) },
            areas: coloring.areas.isEmpty
                ? nil : ShotAreas(coloring.areas, ShotRanges(cuts ?? CutList(frames: []))),
            cancellation: cancellation, onColored: { [findings] ticket in findings.addColored(ticket.number) },
            onCut: { [findings] ticket in
                let seconds = timeBase.map { Double(ticket.pts) * $0.value }
                findings.add(Cut(frame: ticket.number, seconds: seconds))
            },
            onHeldFrame: { [findings] in findings.addHeldFrame() },
            onWritten: { [reporter] in reporter.written(WorkDone(frames: $0, byteCount: $1)) })
        findings.add(try flow.run())
    }
}
