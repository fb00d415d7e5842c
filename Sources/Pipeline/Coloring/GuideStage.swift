internal import Color
internal import Guidance
internal import Media
internal import Net

/// Frames with the network's colours → the same with those that their shots agree on, and with a person's.
final class GuideStage {
    private let shots: ShotSteadying?
    private let guides: (any FrameGuides)?
    private let onCut: (FrameTicket) -> Void
    private let sight: FrameSight
    private let output: NetworkOutput
    private let onFrame: (FrameKnowledge) -> Void

    /// - Parameters:
    ///   - shots: what steadies whole shots; nil if that is done otherwise, or not at all.
    ///   - guides: what a person gave; nil if that is nothing.
    ///   - onCut: called for each frame with which a shot begins, but the film's first, in order; with `shots` only.
    ///   - onFrame: called for each frame that is to be written, where a person gave something.
    init(
        shots: ShotSteadying?, guides: (any FrameGuides)?, predictor: any ChromaPredictor, buffers: PlaneBufferPool,
        onCut: @escaping (FrameTicket) -> Void, onFrame: @escaping (FrameKnowledge) -> Void
    ) {
        self.shots = shots
        self.guides = guides
        self.onCut = onCut
        self.onFrame = onFrame
        output = predictor.output
        sight = FrameSight(predictor, keys: guides?.keys, buffers: buffers)
    }

    func guide(_ frame: consuming PredictedFrame, _ ticket: FrameTicket) throws -> PredictedFrame {
        if let shots, ticket.number > 0, try shots.isShotStart(ticket.number) { onCut(ticket) }
        let guide = try guides?.guide(of: ticket.number)
        let certainty = output.meanCertainty(frame.output.values)
        var covered: Double?
        if shots != nil || guide != nil {
            var source = frame.source
            let colors = try sight.withSeen(frame.reduced.input, frame.output) { seen -> PlaneBuffer? in
                let steadied = try shots?.colors(of: ticket.number, seen: seen)
                let isSteadied = steadied != nil
                if let guide, let guided = try guide.colors(of: ticket.number, seen: seen, over: steadied) {
                    source = .person
                    return guided
                }
                if isSteadied { source = shots?.inCells ?? false ? .network : .keyFrames }
                return steadied
            }
            if let colors {
                if source == .person { covered = Self.mean(colors.values.suffix(colors.count / 3)) }
                frame = frame.colored(colors, source, output)
            }
        }
        if let guides, !ticket.isContext {
            let shot = guides.shotStart(of: ticket.number)
            onFrame(FrameKnowledge(shot: shot, certainty: certainty, covered: covered))
        }
        let count = frame.source == .network ? output.ab.count : frame.output.count / 3 * 2
        Self.apply(guides?.changes(of: ticket.number) ?? [], to: frame.output.mutableValues[..<count])
        return frame
    }

    private static func mean(_ values: Slice<UnsafeBufferPointer<Float>>) -> Double {
        Double(values.reduce(0, +)) / Double(values.count)
    }

    /// Changes a and b.
    private static func apply(_ changes: [ColorChange], to ab: Slice<UnsafeMutableBufferPointer<Float>>) {
        for change in changes {
            let factor: Float =
                switch change {
                case .saturation(let factor): Float(factor)
                case .grey: 0
                }
            for index in ab.indices { ab.base[index] *= factor }
        }
    }
}

extension PredictedFrame {
    /// The same frame with other colours.
    fileprivate consuming func colored(
        _ colors: consuming PlaneBuffer, _ source: ChromaSource, _ layout: NetworkOutput
    ) -> PredictedFrame {
        if source == .network {
            output.base.update(from: colors.base, count: layout.ab.count)
            return self
        }
        return PredictedFrame(reduced: reduced, output: colors, source: source)
    }
}
