internal import Color
internal import Coloring
internal import Media
internal import Net

/// An order's frames by number as the network sees them.
final class NumberedSights: SightOfFrames {
    private let frames: NumberedFrames
    private let reduction: FrameReduction

    init(_ frames: NumberedFrames, input: NetworkInput) {
        self.frames = frames
        reduction = FrameReduction(to: input)
    }

    func sight(of number: Int) throws -> PlaneBuffer? {
        guard let frame = try frames.frame(at: number) else { return nil }
        let ticket = frame.ticket
        return try reduction.reduce(frame.takePayload(), ticket).takeInput()
    }
}
