package import Color
package import Guidance
package import Net

/// Finds what a person's colours mean for each frame. For one thread at a time; frames are asked for in order.
package protocol FrameGuides {
    /// What colours the frames of the shot that frame `number` is in; nil if no reference is in that shot.
    func guide(of number: Int) throws -> ShotGuide?

    /// What is done with the colours of that shot, in order.
    func changes(of number: Int) -> [ColorChange]

    /// The first frame of the shot that frame `number` is in.
    func shotStart(of number: Int) -> Int

    /// A network that gives the keys, where the one that colours does not.
    var keys: (any ChromaPredictor)? { get }
}

extension FrameGuides {
    /// Writes what references say of frame `number` where a network that takes hints reads them, if it does.
    ///
    /// - Parameters:
    ///   - plane: what the network reads of the frame, laid out as `input` says. Without hints it stays as it is.
    ///   - guide: of the frame; nil where no reference reaches.
    package func writeHints(
        of number: Int, by guide: ShotGuide?, into plane: borrowing PlaneBuffer, _ input: NetworkInput
    ) throws(ColorError) {
        guard let guide, let hints = input.hints else { return }
        try guide.writeHints(
            of: number, lightness: plane.base, width: input.width, height: input.height,
            into: plane.base + hints.lowerBound)
    }
}
