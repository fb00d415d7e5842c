internal import Color
internal import Flow
internal import Media
internal import Net
internal import Shots

/// Frames as the network coloured them → the same frames with steady colour, some frames later. Frames that were read
/// only as context end here.
final class SteadyStage {
    private let window: SteadyWindow
    private let list: CutList?
    private let rows: Int
    private let onCut: (FrameTicket) -> Void
    /// The frames that are in the window, oldest first. Never full: the window holds back fewer.
    private let waiting: BoundedQueue<TicketedFrame<PredictedFrame>>
    private var ready = 0

    /// - Parameters:
    ///   - list: where shots begin; nil to find out.
    ///   - onCut: called for each frame with which a shot begins, but the first, in order.
    init(
        _ steadiness: Steadiness, predictor: any ChromaPredictor, list: CutList?, buffers: PlaneBufferPool,
        onCut: @escaping (FrameTicket) -> Void
    ) throws {
        window = try SteadyWindow(
            steadiness, abWidth: predictor.output.width, abHeight: predictor.output.height, buffers: buffers)
        self.list = list
        rows = predictor.input.height
        self.onCut = onCut
        waiting = BoundedQueue(capacity: steadiness.contextFrames + 2)
    }

    /// Takes the next frame of the film.
    func take(_ frame: consuming TicketedFrame<PredictedFrame>) throws {
        try window.add(
            lightness: frame.payload.reduced.input, rows: rows, ab: frame.payload.output,
            isListedCut: list?.contains(frame.ticket.number))
        waiting.push(frame)
        ready = try window.advance(isEnd: false)
    }

    /// The next frame that is ready; nil if none is. After the last `take`, with `isEnd`, all that are left.
    func give(isEnd: Bool) throws -> TicketedFrame<PredictedFrame>? {
        if isEnd { ready = try window.advance(isEnd: true) }
        while ready > 0, let frame = waiting.pop() {
            ready -= 1
            let isCut = window.takeFirst(into: frame.payload.output)
            if frame.ticket.isContext { continue }
            if isCut { onCut(frame.ticket) }
            return frame
        }
        return nil
    }
}
