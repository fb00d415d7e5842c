internal import Color
internal import Flow
internal import Glibc
internal import Media

/// The step of the network, on several threads at a time.
///
/// Where a frame is held (slow film shown at 25 frames a second, animation on twos) the network reads the same input,
/// bit for bit, and would give the same output, bit for bit: it is copied instead.
final class NetworkStage: Sendable {
    private let predict: Prediction
    private let onHeldFrame: @Sendable () -> Void
    /// What the network read last, all of it, and what it gave. Copies: the frame's own go on, and what comes after
    /// changes them.
    private let lastInput: Guarded<LastInput>
    private let lastOutput: Guarded<PlaneBuffer>

    private struct LastInput: ~Copyable, Sendable {
        let plane: PlaneBuffer
        var isKnown = false
    }

    /// - Parameter onHeldFrame: called for each frame, of those to be written, that the network was spared.
    init(_ predict: Prediction, onHeldFrame: @escaping @Sendable () -> Void) throws {
        self.predict = predict
        self.onHeldFrame = onHeldFrame
        lastInput = Guarded(LastInput(plane: try predict.inputPlane()))
        lastOutput = Guarded(try predict.outputPlane())
    }

    /// Whether the frame is to the network what the one before it was. Called for each frame, in order.
    func begin(_ frame: borrowing TicketedFrame<ReducedFrame>) -> Bool {
        let isHeld = lastInput.withLock { last in
            let (known, seen) = (last.plane.base, frame.payload.input.base)
            let bytes = last.plane.count * MemoryLayout<Float>.stride
            if last.isKnown, predict.predictor.isRepeatable, memcmp(known, seen, bytes) == 0 { return true }
            known.update(from: seen, count: last.plane.count)
            last.isKnown = true
            return false
        }
        if isHeld, !frame.ticket.isContext { onHeldFrame() }
        return isHeld
    }

    /// The frame with its colour; for one that is held, with room for it. Called for several frames at a time.
    func work(
        _ frame: consuming TicketedFrame<ReducedFrame>, isHeld: Bool
    ) throws -> TicketedFrame<PredictedFrame> {
        try frame.map { _, reduced in
            isHeld ? PredictedFrame(reduced: reduced, output: try predict.outputPlane()) : try predict(reduced)
        }
    }

    /// Gives a held frame its colour. Called for each frame, in order.
    func end(_ frame: borrowing TicketedFrame<PredictedFrame>, isHeld: Bool) {
        let output = frame.payload.output.base
        lastOutput.withLock { last in
            if isHeld {
                output.update(from: last.base, count: last.count)
            } else {
                last.base.update(from: output, count: last.count)
            }
        }
    }
}
