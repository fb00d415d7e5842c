internal import Glibc
internal import Net

/// What predicts the colour of a frame from its lightness: the network, or a stand-in in tests.
protocol ChromaPredictor: Sendable {
    /// Size of the lightness picture it takes.
    var inputWidth: Int { get }
    var inputHeight: Int { get }
    /// Size of the a and b planes it gives.
    var abWidth: Int { get }
    var abHeight: Int { get }

    /// Whether the same lightness always gives the same a and b, bit for bit.
    var isRepeatable: Bool { get }

    /// Reads `inputWidth` × `inputHeight` values of L* in 0…100, writes `abWidth` × `abHeight` values of a*, then as
    /// many of b*. Called by one thread at a time.
    func predict(lightness: Span<Float>, ab: inout MutableSpan<Float>) throws(NetError)
}

extension ChromaPredictor {
    /// As sums that are always taken in the same order are.
    var isRepeatable: Bool { true }
}

extension Colorizer: ChromaPredictor {}

/// Small lightness picture → a and b at the network's resolution.
///
/// Where a frame is held (slow film shown at 25 frames a second, animation on twos) the network sees the same picture, bit
/// for bit, and would give the same a and b, bit for bit: they are copied instead.
final class NetworkStage {
    private let predictor: any ChromaPredictor
    private let buffers: PlaneBufferPool
    private let onHeldFrame: () -> Void
    /// What the network saw last and what it gave. Copies: the frame's own go on, and what comes after changes them.
    private let lastLightness: PlaneBuffer
    private let lastAB: PlaneBuffer
    private var hasLast = false

    /// - Parameter onHeldFrame: called for each frame, of those to be written, that the network was spared.
    init(predictor: any ChromaPredictor, buffers: PlaneBufferPool, onHeldFrame: @escaping () -> Void) throws {
        self.predictor = predictor
        self.buffers = buffers
        self.onHeldFrame = onHeldFrame
        lastLightness = try buffers.take(width: predictor.inputWidth, height: predictor.inputHeight)
        lastAB = try buffers.take(width: predictor.abWidth, height: 2 * predictor.abHeight)
    }

    func process(_ frame: consuming ReducedFrame) throws -> PredictedFrame {
        let ab = try buffers.take(width: predictor.abWidth, height: 2 * predictor.abHeight)
        if hasLast, memcmp(frame.networkLightness.base, lastLightness.base, lastLightness.byteCount) == 0 {
            if !frame.info.isContext { onHeldFrame() }
        } else {
            var span = lastAB.mutableValues.mutableSpan
            hasLast = false
            try predictor.predict(lightness: frame.networkLightness.values.span, ab: &span)
            lastLightness.base.update(from: frame.networkLightness.base, count: lastLightness.count)
            hasLast = predictor.isRepeatable
        }
        ab.base.update(from: lastAB.base, count: ab.count)
        return frame.predicted(ab: ab)
    }
}
