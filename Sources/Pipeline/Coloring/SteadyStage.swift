internal import Color
internal import Flow
internal import Media
internal import Shots

/// Frames as the network coloured them → the same frames with steady colour, some frames later. Frames that were read
/// only as context end here.
final class SteadyStage {
    private let window: SteadyWindow
    private let list: CutList?
    private let onCut: (FrameInfo) -> Void
    /// The frames that are in the window, oldest first. Never full: the window holds back fewer.
    private let waiting: BoundedQueue<PredictedFrame>
    private var ready = 0

    /// - Parameters:
    ///   - list: where shots begin; nil to find out.
    ///   - onCut: called for each frame with which a shot begins, but the first, in order.
    init(
        _ steadiness: Steadiness, predictor: any ChromaPredictor, list: CutList?, buffers: PlaneBufferPool,
        onCut: @escaping (FrameInfo) -> Void
    ) throws {
        window = try SteadyWindow(
            steadiness, abWidth: predictor.abWidth, abHeight: predictor.abHeight, buffers: buffers)
        self.list = list
        self.onCut = onCut
        waiting = BoundedQueue(capacity: steadiness.contextFrames + 2)
    }

    /// Takes the next frame of the film.
    func take(_ frame: consuming PredictedFrame) throws {
        try window.add(
            lightness: frame.networkLightness, ab: frame.ab, isListedCut: list?.contains(frame.info.index))
        waiting.push(frame)
        ready = try window.advance(isEnd: false)
    }

    /// The next frame that is ready; nil if none is. After the last `take`, with `isEnd`, all that are left.
    func give(isEnd: Bool) throws -> PredictedFrame? {
        if isEnd { ready = try window.advance(isEnd: true) }
        while ready > 0, let frame = waiting.pop() {
            ready -= 1
            let isCut = window.takeFirst(into: frame.ab)
            if frame.info.isContext { continue }
            if isCut { onCut(frame.info) }
            return frame
        }
        return nil
    }
}
