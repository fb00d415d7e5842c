internal import Color
internal import Guidance
internal import Media
internal import Net

/// Frames with the network's colours → the same with a person's, where there are any.
final class GuideStage {
    /// nil where frames bring along what was found out.
    private let guides: (any FrameGuides)?
    private let sight: FrameSight
    private let input: NetworkInput
    private let output: NetworkOutput
    /// Of the last frame.
    private var shotColors = ShotColors([])

    init(
        _ guides: (any FrameGuides)?, predictor: any ChromaPredictor, keys: (any ChromaPredictor)?, saturation: Float,
        buffers: PlaneBufferPool
    ) {
        self.guides = guides
        input = predictor.input
        output = predictor.output
        sight = FrameSight(predictor, keys: keys, saturation: saturation, buffers: buffers)
    }

    func guide(_ frame: consuming PredictedFrame, _ ticket: FrameTicket) throws -> PredictedFrame {
        let changes = frame.reduced.guidance?.changes ?? guides?.changes(of: ticket.number) ?? []
        if !shotColors.isFor(changes) { shotColors = ShotColors(changes) }
        // A frame without any colours is kept by giving it none.
        let isColored = ticket.format.colorComponentCount == 3
        if shotColors.isKept, isColored { return frame.treated(.kept) }
        if !ShotColors.areOwnOrNone(changes),
            let guide = try frame.reduced.guidance?.guide ?? guides?.guide(of: ticket.number)
        {
            let colors = try sight.withSeen(frame.reduced.input, frame.output) { seen in
                try guide.colors(of: ticket.number, seen: seen)
            }
            if let colors { return finished(frame.guided(colors), (input.width, input.height)) }
        }
        if shotColors.isKept { frame.output.mutableValues[output.ab].update(repeating: 0) }
        return finished(frame, (output.width, output.height))
    }

    private func finished(_ frame: consuming PredictedFrame, _ size: (width: Int, height: Int)) -> PredictedFrame {
        shotColors.apply(
            to: frame.output.base, size, lightness: frame.reduced.input.base, (input.width, input.height))
        if shotColors.mayLeaveGamut { frame.treatment.keepsHue = true }
        return frame
    }
}
