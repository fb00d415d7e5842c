internal import Color
package import Flow
package import Media
internal import Net
package import Shots

/// The stages and the queues between them, in order; `steady` is left out if frames are not blended, `guide` if nobody
/// gave colours and shots are not held together. `look ahead`, which shots that are held together need, reads the film
/// on its own:
///
///     decode → [queue] → reduce → [queue] → network → [queue] → steady → [queue] → guide → [queue] → lightness
///            → [queue] → recombine → [queue] → encode
///
/// For a network that takes hints, and where a person gave colours, `hint` stands between `reduce` and `network`.
/// Frames go through once and in order. The queues are bounded in frames and in bytes, and so is what `steady` holds
/// back, so memory does not depend on the number of frames.
package struct PipelineFlow {
    package let source: Handover<any FrameSource>
    package let sink: Handover<any FrameSink>
    /// What the sink's frames are to be like.
    package let target: FrameTarget
    package let predictor: any ChromaPredictor
    package let look: ColorLook
    package let steadiness: Steadiness
    /// The film's cuts, if they are known.
    package let cuts: CutList?
    /// What makes the guides; nil if a person gave no colours.
    package let guides: Handover<any FrameGuides>?
    /// What holds shots together; nil unless `steadiness` asks for it.
    package let shots: Handover<StretchMaker>?
    /// Where the pictures are in the frames; nil for all of each.
    package let areas: ShotAreas?
    package let cancellation: Cancellation
    /// Called for each frame, of those to be written, that has colours of its own; by one stage, in order.
    package let onColored: @Sendable (FrameTicket) -> Void
    /// Called for each frame, of those to be written, with which another shot begins; by one stage, in order.
    package let onCut: @Sendable (FrameTicket) -> Void
    /// Called for each frame, of those to be written, that is the one before it to the network; by one stage, in order.
    package let onHeldFrame: @Sendable () -> Void
    /// Called for each frame, of those to be written, where a person gave colours; by one stage, in order.
    package let onGuidedFrame: @Sendable (FrameKnowledge) -> Void
    /// Called after each frame has been written, and at the end, with the frames and the bytes of pictures that came
    /// into the output; on the encode stage.
    package let onWritten: @Sendable (_ frames: Int, _ byteCount: Int) -> Void

    /// See the properties.
    package init(
        source: Handover<any FrameSource>, sink: Handover<any FrameSink>, target: FrameTarget,
        predictor: any ChromaPredictor, look: ColorLook, steadiness: Steadiness, cuts: CutList?,
        guides: Handover<any FrameGuides>? = nil, shots: Handover<StretchMaker>? = nil, areas: ShotAreas? = nil,
        cancellation: Cancellation, onColored: @escaping @Sendable (FrameTicket) -> Void = { _ in },
        onCut: @escaping @Sendable (FrameTicket) -> Void, onHeldFrame: @escaping @Sendable () -> Void,
        onGuidedFrame: @escaping @Sendable (FrameKnowledge) -> Void = { _ in },
        onWritten: @escaping @Sendable (_ frames: Int, _ byteCount: Int) -> Void
    ) {
        self.source = source
        self.sink = sink
        self.target = target
        self.predictor = predictor
        self.look = look
        self.steadiness = steadiness
        self.cuts = cuts
        self.guides = guides
        self.shots = shots
        self.areas = areas
        self.cancellation = cancellation
        self.onColored = onColored
        self.onCut = onCut
        self.onHeldFrame = onHeldFrame
        self.onGuidedFrame = onGuidedFrame
        self.onWritten = onWritten
    }

    /// A queue holds the frame its consumer takes next. Before the two stages that take longest it holds one to spare,
    /// so that they never wait; more would only use memory, since a steady flow is as slow as its slowest stage.
    private static let (queueCapacity, longQueueCapacity) = (1, 2)
    /// Pictures of 8,192 × 8,192 and above go one by one.
    private static let queueCapacityBytes = 256 << 20

    /// Threads that a run makes for its stages, at least.
    package static let stageCount = 7

    /// Runs to the end. Throws the first error of any stage, or `Interrupted`.
    package func run() throws -> [StageRunner.StageTime] {
        let decoded: BoundedQueue<TicketedFrame<Frame>> = queue()
        let reduced: BoundedQueue<TicketedFrame<ReducedFrame>> = queue(
            capacity: max(PipelineFlow.longQueueCapacity, predictor.concurrentPredictions))
        let hinted: BoundedQueue<TicketedFrame<ReducedFrame>> =
            guides != nil && predictor.input.hasHints
            ? queue(capacity: max(PipelineFlow.longQueueCapacity, predictor.concurrentPredictions)) : reduced
        let predicted: BoundedQueue<TicketedFrame<PredictedFrame>> = queue()
        let steadied: BoundedQueue<TicketedFrame<PredictedFrame>> = steadiness.blends ? queue() : predicted
        let guided: BoundedQueue<TicketedFrame<PredictedFrame>> = guides == nil && shots == nil ? steadied : queue()
        let lit: BoundedQueue<TicketedFrame<LitFrame>> = queue()
        let colored: BoundedQueue<TicketedFrame<Frame>> = queue(capacity: PipelineFlow.longQueueCapacity)
        // What the queues before and after the network hold, so that a film needs no fresh memory after its start.
        let buffers = PlaneBufferPool(idleLimitBytes: PipelineFlow.queueCapacityBytes)

        // A stage of its own for each step: what a step makes for a size of pictures never leaves its thread.
        let coloring = { @Sendable [predictor, look] in FrameColoring(predictor, look: look, buffers: buffers) }
        let network = try NetworkStage(
            Prediction(predictor: predictor, buffers: buffers), onHeldFrame: onHeldFrame)

        let runner = StageRunner(cancellation: cancellation)
        runner.source(CodecThreads.decode, to: decoded) { [source] in
            let source = try source.take()
            return { try source.next() }
        }
        runner.transform("reduce", from: decoded, to: reduced) { [areas, onColored] in
            let coloring = coloring()
            return { (frame: consuming TicketedFrame<Frame>) in
                try frame.map { ticket, frame in
                    let reduced = try coloring.reduce(frame, ticket, area: areas?.area(of: ticket.number))
                    if !ticket.isContext, try reduced.isColored() { onColored(ticket) }
                    return reduced
                }
            }
        }
        let taken = try guides?.take()
        let keys = taken?.keys
        // Who asks the guides: the stage that is first to need them.
        var unasked = taken.map { Handover($0) }
        if predictor.input.hasHints, let box = unasked.take() {
            runner.transform("hint", from: reduced, to: hinted) { [predictor] in
                let stage = HintStage(try box.take(), predictor: predictor)
                return { (frame: consuming TicketedFrame<ReducedFrame>) in
                    try frame.map { ticket, frame in try stage.hint(frame, ticket) }
                }
            }
        }
        runner.transform(
            "network", from: hinted, to: predicted, workers: predictor.concurrentPredictions,
            begin: { (frame: borrowing TicketedFrame<ReducedFrame>) in network.begin(frame) },
            work: { (frame: consuming TicketedFrame<ReducedFrame>, isHeld) in try network.work(frame, isHeld: isHeld) },
            end: { (frame: borrowing TicketedFrame<PredictedFrame>, isHeld) in network.end(frame, isHeld: isHeld) })
        if steadiness.blends {
            runner.delay("steady", from: predicted, to: steadied) { [predictor, steadiness, cuts, onCut] in
                let stage = try SteadyStage(
                    steadiness, predictor: predictor, list: cuts, buffers: buffers, onCut: onCut)
                return ({ try stage.take($0) }, { try stage.give(isEnd: $0) })
            }
        }
        let ahead = shots.map { _ in StretchesAhead(cancellation: cancellation) }
        if let shots, let ahead {
            runner.source("look ahead", to: ahead.stretches) {
                let maker = try shots.take()
                return ahead.make(with: maker)
            }
        }
        if guides != nil || ahead != nil {
            // What it is called tells what would leave it out.
            let name = guides == nil ? "steady" : "guide"
            runner.transform(name, from: steadied, to: guided) { [predictor, look, unasked, onCut, onGuidedFrame] in
                let stage = GuideStage(
                    shots: ahead?.steadying(), guides: try unasked?.take(), predictor: predictor, keys: keys,
                    saturation: look.saturation, buffers: buffers, onCut: onCut, onFrame: onGuidedFrame)
                return { (frame: consuming TicketedFrame<PredictedFrame>) in
                    try frame.map { ticket, frame in try stage.guide(frame, ticket) }
                }
            }
        }
        runner.transform("lightness", from: guided, to: lit) {
            let coloring = coloring()
            return { (frame: consuming TicketedFrame<PredictedFrame>) in
                try frame.map { _, frame in try coloring.light(frame) }
            }
        }
        runner.transform("recombine", from: lit, to: colored) { [target] in
            let coloring = coloring()
            return { (frame: consuming TicketedFrame<LitFrame>) in
                try frame.map { ticket, frame in try coloring.recombine(frame, ticket, for: target) }
            }
        }
        runner.sink(CodecThreads.encode, from: colored) { [sink, onWritten] in
            let sink = try sink.take()
            var byteCount = 0
            let note = { (frames: Int) in
                onWritten(frames, sink.byteCount - byteCount)
                byteCount = sink.byteCount
            }
            let write = { (frame: consuming TicketedFrame<Frame>) in
                try sink.write(frame)
                note(1)
            }
            let finish = {
                try sink.finish()
                note(0)
            }
            return (write, finish)
        }
        return try runner.join()
    }

    private func queue<Element: ~Copyable & QueueElement>(
        capacity: Int = PipelineFlow.queueCapacity
    ) -> BoundedQueue<Element> {
        let queue = BoundedQueue<Element>(capacity: capacity, capacityBytes: PipelineFlow.queueCapacityBytes)
        cancellation.onCancel { queue.cancel() }
        return queue
    }
}
