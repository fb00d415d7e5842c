internal import Color
internal import Coloring
internal import Flow
internal import Guidance
internal import Media
internal import Net
internal import Report
internal import Shots

/// What it takes to carry colours through shots: a second reading of the film, and a network that finds things again.
struct Guiding: Sendable {
    /// The film, to be read a second time.
    let source: OrderSource
    /// Whether frames that the film shows turned are turned themselves.
    let turnsUpright: Bool
    /// A network that gives keys by which things are found again, where the one that colours does not.
    let keys: (any ChromaPredictor)?

    /// What a person's colours mean for each frame; nil if there are none.
    ///
    /// - Parameters:
    ///   - predictor: the network that colours every frame.
    ///   - keys: see `FrameGuides`.
    fileprivate func guides(
        _ coloring: ColoringOrder, _ predictor: any ChromaPredictor, keys: (any ChromaPredictor)?, _ cuts: CutList?,
        links: [Int: Int], _ cancellation: Cancellation
    ) throws -> (any FrameGuides)? {
        guard let guidance = coloring.guidance else { return nil }
        let shots = ShotRanges(cuts ?? CutList(frames: []))
        return FilmGuides(
            guidance, shots: shots, links: ShotLinks(guidance, shots, recalled: links),
            areas: ShotAreas(coloring.areas, shots), frames: try frames(coloring, cancellation),
            predictor: predictor, keys: keys, saturation: coloring.look.saturation, end: source.range?.upper)
    }

    /// What makes the stretches of shots that are held together.
    ///
    /// - Parameters:
    ///   - predictor: the network that colours every frame.
    ///   - painter: see `StretchMaker`.
    fileprivate func stretches(
        _ coloring: ColoringOrder, _ predictor: any ChromaPredictor, painter: (any ChromaPredictor)?, _ cuts: CutList?,
        links: [Int: Int]?, _ cancellation: Cancellation, findings: RunFindings
    ) throws -> StretchMaker {
        let shots = ShotRanges(cuts ?? CutList(frames: []))
        let buffers = PlaneBufferPool()
        // Guides of their own: keys are painted ahead of the frames.
        let hints =
            painter?.input.hasHints == true
            ? try guides(coloring, predictor, keys: nil, cuts, links: links ?? [:], cancellation) : nil
        return StretchMaker(
            NumberedSights(
                try frames(coloring, cancellation), input: predictor.input, areas: ShotAreas(coloring.areas, shots)),
            predictor: predictor, painter: painter, hints: hints, cuts: cuts,
            links: ShotLinks(coloring.guidance ?? ColorGuidance(), shots, recalled: links ?? [:]).earlier,
            recall: links == nil && coloring.recallsShots ? ShotRecall(buffers: buffers) : nil,
            end: source.range?.upper, buffers: buffers,
            onLink: { findings.add(LikeShot(shot: $0, earlier: $1)) },
            onKey: { if painter != nil { findings.addPaintedFrame() } })
    }

    /// Opens the film again.
    private func frames(_ coloring: ColoringOrder, _ cancellation: Cancellation) throws -> NumberedFrames {
        try NumberedFrames(
            source, turnsUpright: turnsUpright, threads: coloring.threads, cancellation: cancellation)
    }
}

/// Colours the frames of one source into one sink, as an order wants it.
struct ColoringRun {
    let coloring: ColoringOrder
    let predictor: any ChromaPredictor
    /// The film's cuts, if a list says them.
    let cuts: CutList?
    /// See `FilmShots`; nil to find them on the way, which a run from the film's or the part's beginning can.
    let links: [Int: Int]?
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
        // A network without keys colours the key frames of shots only, if these are held together.
        let painter = coloring.holdsShots && guiding?.keys != nil ? predictor : nil
        let seeing = painter == nil ? predictor : guiding?.keys ?? predictor
        let shots =
            coloring.holdsShots
            ? try guiding?.stretches(
                coloring, seeing, painter: painter, cuts, links: links, cancellation, findings: findings)
            : nil
        let guides = try guiding?.guides(
            coloring, seeing, keys: painter == nil ? guiding?.keys : nil, cuts, links: links ?? [:], cancellation)
        let areas =
            coloring.areas.isEmpty ? nil : ShotAreas(coloring.areas, ShotRanges(cuts ?? CutList(frames: [])))
        let flow = PipelineFlow(
            source: source, sink: sink, target: target, predictor: seeing, look: coloring.look,
            steadiness: coloring.steadiness, cuts: cuts, guides: guides.map { Handover($0) },
            shots: shots.map { Handover($0) }, areas: areas, cancellation: cancellation,
            onColored: { [findings] ticket in findings.addColored(ticket.number) },
            onCut: { [findings] ticket in
                let seconds = timeBase.map { Double(ticket.pts) * $0.value }
                findings.add(Cut(frame: ticket.number, seconds: seconds))
            },
            onHeldFrame: { [findings] in findings.addHeldFrame() },
            onGuidedFrame: { [findings] in findings.add($0) },
            onWritten: { [reporter] in reporter.written(WorkDone(frames: $0, byteCount: $1)) })
        findings.add(try flow.run())
    }
}
