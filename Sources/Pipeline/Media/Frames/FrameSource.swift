/// Where frames come from. Made on one thread and handed to the decode stage.
package protocol FrameSource: AnyObject {
    /// The next frame in order; nil after the last.
    func next() throws -> TicketedFrame<Frame>?
    /// What a tick of the frames' times lasts, in seconds; nil where they are only places.
    var timeBase: Rational? { get }
}

extension FrameSource {
    package var timeBase: Rational? { nil }
}
