internal import Color
internal import Coloring
internal import Media
internal import Net
internal import Shots

/// An order's frames by number as the network sees them.
final class NumberedSights: SightOfFrames {
    private let frames: NumberedFrames
    private let reduction: FrameReduction
    private let area: (Int) -> PictureArea?

    /// - Parameters:
    ///   - input: what the network reads. Hints are none.
    ///   - areas: where the pictures are in frames with black borders.
    init(_ frames: NumberedFrames, input: NetworkInput, areas: ShotAreas) {
        self.frames = frames
        reduction = FrameReduction(to: input)
        area = { areas.area(of: $0) }
    }

    /// - Parameter area: where the pictures are in all frames; nil for all of each.
    init(_ frames: NumberedFrames, input: NetworkInput, area: PictureArea?) {
        self.frames = frames
        reduction = FrameReduction(to: input)
        self.area = { _ in area }
    }

    func sight(of number: Int) throws -> PlaneBuffer? {
        guard let frame = try frames.frame(at: number) else { return nil }
        let ticket = frame.ticket
        return try reduction.reduce(frame.takePayload(), ticket, area: area(number)).takeInput()
    }
}
