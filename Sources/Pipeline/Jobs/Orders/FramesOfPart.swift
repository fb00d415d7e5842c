internal import Media

/// Some of the frames of a source whose numbers count from its first frame, and those around them as context.
final class FramesOfPart: FrameSource {
    private let source: any FrameSource
    private let start: Int
    private let end: Int
    private let contextFrames: Int

    /// - Parameters:
    ///   - start: the first frame that is wanted.
    ///   - end: the first that is not, half-open; nil for all.
    init(_ source: any FrameSource, start: Int, end: Int?, contextFrames: Int) {
        self.source = source
        self.start = start
        self.end = end ?? .max
        self.contextFrames = contextFrames
    }

    var timeBase: Rational? { source.timeBase }

    func next() throws -> TicketedFrame<Frame>? {
        while let frame = try source.next() {
            let number = frame.ticket.number
            if number < start - contextFrames { continue }
            if end < .max - contextFrames, number >= end + contextFrames { return nil }
            guard number < start || number >= end else { return frame }
            var ticket = frame.ticket
            ticket.isContext = true
            return TicketedFrame(ticket, frame.takePayload())
        }
        return nil
    }
}
