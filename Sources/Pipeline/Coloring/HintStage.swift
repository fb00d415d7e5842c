internal import Color
internal import Guidance
internal import Media
internal import Net

/// What a person's colours mean for a frame.
struct FrameGuidance: Sendable {
    /// The first frame of its shot.
    let shot: Int
    /// As `FrameGuides` gives it.
    let guide: ShotGuide?
    /// Likewise.
    let changes: [ColorChange]
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
        if let guide, let hints = input.hints {
            try guide.writeHints(
                of: ticket.number, lightness: frame.input.base, width: input.width, height: input.height,
                into: frame.input.base + hints.lowerBound)
        }
        frame.guidance = FrameGuidance(
            shot: guides.shotStart(of: ticket.number), guide: guide, changes: changes)
        return frame
    }
}
