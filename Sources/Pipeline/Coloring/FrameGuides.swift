package import Guidance

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
