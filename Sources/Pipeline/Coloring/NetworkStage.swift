internal import Color
internal import Glibc
internal import Media
internal import Net

/// Small lightness picture → a and b at the network's resolution, on several threads at a time.
///
/// Where a frame is held (slow film shown at 25 frames a second, animation on twos) the network sees the same picture, bit
/// for bit, and would give the same a and b, bit for bit: they are copied instead.
///
/// `@unchecked Sendable`: `begin` is called by one thread at a time and alone touches `lastLightness`, and so is `end`,
/// with `lastAB`; `work` touches neither.
final class NetworkStage: @unchecked Sendable {
    private let predictor: any ChromaPredictor
    private let buffers: PlaneBufferPool
    private let onHeldFrame: @Sendable () -> Void
    /// What the network saw last and what it gave. Copies: the frame's own go on, and what comes after changes them.
    private let lastLightness: PlaneBuffer
    private let lastAB: PlaneBuffer
    private var hasLast = false

    /// - Parameter onHeldFrame: called for each frame, of those to be written, that the network was spared.
    init(
        predictor: any ChromaPredictor, buffers: PlaneBufferPool, onHeldFrame: @escaping @Sendable () -> Void
    ) throws {
        self.predictor = predictor
        self.buffers = buffers
        self.onHeldFrame = onHeldFrame
        lastLightness = try buffers.take(width: predictor.inputWidth, height: predictor.inputHeight)
        lastAB = try buffers.take(width: predictor.abWidth, height: 2 * predictor.abHeight)
    }

    /// Whether the frame is to the network what the one before it was. Called for each frame, in order.
    func begin(_ frame: borrowing ReducedFrame) -> Bool {
        if hasLast, memcmp(frame.networkLightness.base, lastLightness.base, lastLightness.byteCount) == 0 {
            if !frame.info.isContext { onHeldFrame() }
            return true
        }
        lastLightness.base.update(from: frame.networkLightness.base, count: lastLightness.count)
        hasLast = predictor.isRepeatable
        return false
    }

    /// The frame with its colour; for one that is held, with room for it. Called for several frames at a time.
    func work(_ frame: consuming ReducedFrame, isHeld: Bool) throws -> PredictedFrame {
        let ab = try buffers.take(width: predictor.abWidth, height: 2 * predictor.abHeight)
        if !isHeld {
            var span = ab.mutableValues.mutableSpan
            try predictor.predict(lightness: frame.networkLightness.values.span, ab: &span)
        }
        return frame.predicted(ab: ab)
    }

    /// Gives a held frame its colour. Called for each frame, in order.
    func end(_ frame: borrowing PredictedFrame, isHeld: Bool) {
        if isHeld {
            frame.ab.base.update(from: lastAB.base, count: lastAB.count)
        } else {
            lastAB.base.update(from: frame.ab.base, count: lastAB.count)
        }
    }
}
