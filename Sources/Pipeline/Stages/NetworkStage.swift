internal import Net

/// What predicts the colour of a frame from its lightness: the network, or a stand-in in tests.
protocol ChromaPredictor: Sendable {
    /// Size of the lightness picture it takes.
    var inputWidth: Int { get }
    var inputHeight: Int { get }
    /// Size of the a and b planes it gives.
    var abWidth: Int { get }
    var abHeight: Int { get }

    /// Reads `inputWidth` × `inputHeight` values of L* in 0…100, writes `abWidth` × `abHeight` values of a*, then as
    /// many of b*. Called by one thread at a time.
    func predict(lightness: Span<Float>, ab: inout MutableSpan<Float>) throws(NetError)
}

extension Colorizer: ChromaPredictor {}

/// Small lightness picture → a and b at the network's resolution.
final class NetworkStage {
    private let predictor: any ChromaPredictor
    private let buffers: PlaneBufferPool

    init(predictor: any ChromaPredictor, buffers: PlaneBufferPool) {
        self.predictor = predictor
        self.buffers = buffers
    }

    func process(_ frame: consuming ReducedFrame) throws -> PredictedFrame {
        let ab = try buffers.take(width: predictor.abWidth, height: 2 * predictor.abHeight)
        var span = ab.mutableValues.mutableSpan
        try predictor.predict(lightness: frame.networkLightness.values.span, ab: &span)
        return frame.predicted(ab: ab)
    }
}
