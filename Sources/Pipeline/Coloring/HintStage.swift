internal import Color
internal import Guidance
internal import Media
internal import Net

/// What a person's colours mean for a frame.
struct FrameGuidance: Sendable {
    /// As `FrameGuides` gives it.
    let guide: ShotGuide?
    /// Likewise.
    let changes: [ColorChange]
    /// Likewise.
    let shotStart: Int
}

/// Frames → the same with hints for a network that takes them: the colours that references bring along the motion. They
/// take along what was found out of a person's colours.
final class HintStage {
    private let guides: any FrameGuides
    private let input: NetworkInput

    init(_ guides: any FrameGuides, predictor: any ChromaPredictor) {
        self.guides = guides
        input = predictor.input
    }

    func hint(_ frame: consuming ReducedFrame, _ ticket: FrameTicket) throws -> ReducedFrame {
        let changes = guides.changes(of: ticket.number)
        var guide: ShotGuide?
        if !ShotColors.areOwnOrNone(changes) { guide = try guides.guide(of: ticket.number) }
        try guides.writeHints(of: ticket.number, by: guide, into: frame.input, input)
        frame.guidance = FrameGuidance(
            guide: guide, changes: changes, shotStart: guides.shotStart(of: ticket.number))
        return frame
    }
}
