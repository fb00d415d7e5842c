internal import Color
internal import Guidance
internal import Media
internal import Net

/// Frames with the network's colours → the same with a person's, where there are any.
final class GuideStage {
    private let guides: any FrameGuides
    private let sight: FrameSight
    private let output: NetworkOutput
    private let onFrame: (FrameKnowledge) -> Void

    /// - Parameter onFrame: called for each frame that is to be written.
    init(
        _ guides: any FrameGuides, predictor: any ChromaPredictor, buffers: PlaneBufferPool,
        onFrame: @escaping (FrameKnowledge) -> Void
    ) {
        self.guides = guides
        self.onFrame = onFrame
        output = predictor.output
        sight = FrameSight(predictor, keys: guides.keys, buffers: buffers)
    }

    func guide(_ frame: consuming PredictedFrame, _ ticket: FrameTicket) throws -> PredictedFrame {
        let changes = guides.changes(of: ticket.number)
        if let guide = try guides.guide(of: ticket.number) {
            let colors = try sight.withSeen(frame.reduced.input, frame.output) { seen in
                try guide.colors(of: ticket.number, seen: seen)
            }
            if let colors {
                let covered = colors.values.suffix(colors.count / 3).reduce(0, +) / Float(colors.count / 3)
                note(frame.output, ticket, covered: Double(covered))
                GuideStage.apply(changes, to: colors.mutableValues.prefix(colors.count / 3 * 2))
                return frame.guided(colors)
            }
        }
        note(frame.output, ticket, covered: nil)
        GuideStage.apply(changes, to: frame.output.mutableValues[output.ab])
        return frame
    }

    private func note(_ output: borrowing PlaneBuffer, _ ticket: FrameTicket, covered: Double?) {
        if ticket.isContext { return }
        onFrame(
            FrameKnowledge(
                shot: guides.shotStart(of: ticket.number), certainty: self.output.meanCertainty(output.values),
                covered: covered))
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
    /// The same frame with other colours, which have the size of the network's input.
    fileprivate consuming func guided(_ colors: consuming PlaneBuffer) -> PredictedFrame {
        PredictedFrame(reduced: reduced, output: colors, isGuided: true)
    }
}
