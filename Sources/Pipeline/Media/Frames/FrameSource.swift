/// Where frames come from. Made on one thread and then used by the decode stage alone.
package protocol FrameSource: AnyObject, Sendable {
    /// The next frame in order; nil after the last.
    func next() throws -> SourceFrame?
    /// What a tick of the frames' times lasts, in seconds; nil where they are only places.
    var timeBase: Rational? { get }
}

extension FrameSource {
    package var timeBase: Rational? { nil }
}
