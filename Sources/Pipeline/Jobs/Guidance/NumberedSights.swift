internal import Color
internal import Coloring
internal import Media
internal import Net

/// An order's frames by number as the network sees them.
final class NumberedSights: SightOfFrames {
    private let frames: NumberedFrames
    private let reduction: FrameReduction
    private let area: (Int) -> PictureArea?

    /// - Parameters:
    ///   - input: what the network reads.
    ///   - area: the part of a frame that it sees; nil for all of it.
    init(_ frames: NumberedFrames, input: NetworkInput, area: @escaping (Int) -> PictureArea?) {
        self.frames = frames
        self.area = area
        reduction = FrameReduction(to: input)
    }

    func sight(of number: Int) throws -> PlaneBuffer? {
        guard let frame = try frames.frame(at: number) else { return nil }
        let ticket = frame.ticket
        return try reduction.reduce(frame.takePayload(), ticket, area: area(number)).takeInput()
    }
}
