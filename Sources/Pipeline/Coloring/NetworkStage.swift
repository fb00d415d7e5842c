internal import Color
internal import Flow
internal import Glibc
internal import Media
internal import Net

/// Small lightness picture → a and b at the network's resolution, on several threads at a time.
///
/// Where a frame is held (slow film shown at 25 frames a second, animation on twos) the network sees the same picture,
/// bit for bit, and would give the same a and b, bit for bit: they are copied instead.
final class NetworkStage: Sendable {
    private let predictor: any ChromaPredictor
    private let buffers: PlaneBufferPool
    private let onHeldFrame: @Sendable () -> Void
    /// What the network saw last and what it gave. Copies: the frame's own go on, and what comes after changes them.
    private let lastLightness: Guarded<LastLightness>
    private let lastAB: Guarded<PlaneBuffer>

    private struct LastLightness: ~Copyable, Sendable {
        let plane: PlaneBuffer
        var isKnown = false
    }

    /// - Parameter onHeldFrame: called for each frame, of those to be written, that the network was spared.
    init(
        predictor: any ChromaPredictor, buffers: PlaneBufferPool, onHeldFrame: @escaping @Sendable () -> Void
    ) throws {
        self.predictor = predictor
        self.buffers = buffers
        self.onHeldFrame = onHeldFrame
        lastLightness = Guarded(
            LastLightness(plane: try buffers.take(width: predictor.inputWidth, height: predictor.inputHeight)))
        lastAB = Guarded(try buffers.take(width: predictor.abWidth, height: 2 * predictor.abHeight))
    }

    /// Whether the frame is to the network what the one before it was. Called for each frame, in order.
    func begin(_ frame: borrowing ReducedFrame) -> Bool {
        let isHeld = lastLightness.withLock { last in
            let (known, seen) = (last.plane.base, frame.networkLightness.base)
            if last.isKnown, memcmp(seen, known, last.plane.byteCount) == 0 { return true }
            known.update(from: seen, count: last.plane.count)
            last.isKnown = predictor.isRepeatable
            return false
        }
        if isHeld, !frame.info.isContext { onHeldFrame() }
        return isHeld
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
        lastAB.withLock { last in
            if isHeld {
                frame.ab.base.update(from: last.base, count: last.count)
            } else {
                last.base.update(from: frame.ab.base, count: last.count)
            }
        }
    }
}
