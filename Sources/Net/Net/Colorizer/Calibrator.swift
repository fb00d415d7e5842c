public import Weights

/// Watches a network in f32 colour some pictures, and notes how large the numbers between its layers get.
///
/// Used by one thread at a time.
public final class Calibrator {
    private let model: ColorizerModel
    private let options: Colorizer.Options
    private let fingerprint: UInt64
    private let watch: MagnitudeWatch
    /// Columns of the planes that `predict` gives.
    public let abWidth: Int
    /// Rows of them.
    public let abHeight: Int

    /// Builds the network in f32; precision and calibration in `options` count for nothing. Throws as `Colorizer`'s
    /// does.
    public init(model: ColorizerModel, weights: WeightTable, options: Colorizer.Options) throws(NetError) {
        self.model = model
        var options = options
        // `predict` gives colours only.
        (options.givesFeatures, options.givesKeys, options.givesCertainty) = (false, false, false)
        self.options = options
        let graph = try Colorizer.graph(model, weights, options)
        fingerprint = try graph.fingerprint()
        watch = try MagnitudeWatch(graph, threadCount: options.threads, backend: Colorizer.defaultBackend)
        abWidth = graph.shape(graph.outputs[0]).width
        abHeight = graph.shape(graph.outputs[0]).height
    }

    /// Colours one more picture, and watches if it is to. Planes and errors as for `Colorizer.predict`.
    public func predict(
        lightness: Span<Float>, ab: inout MutableSpan<Float>, isWatched: Bool = true
    ) throws(NetError) {
        try watch.run(lightness, into: &ab, isWatched: isWatched)
    }

    /// What was seen so far.
    public func calibration() -> Calibration {
        Calibration(
            model: model, inputWidth: options.inputWidth, inputHeight: options.inputHeight,
            fingerprint: fingerprint, limits: watch.limits())
    }
}
