/// Watches a network in f32 colour some pictures, and notes how large the numbers between its layers get.
///
/// Used by one thread at a time.
public final class Calibrator {
    private let model: ColorizerModel
    private let options: Colorizer.Options
    private let fingerprint: UInt64
    private let watch: MagnitudeWatch

    /// Builds the network in f32; precision and calibration in `options` count for nothing. Throws as `Colorizer`'s does.
    public init(model: ColorizerModel, weights: WeightTable, options: Colorizer.Options) throws(NetError) {
        self.model = model
        self.options = options
        let graph = try Colorizer.graph(model, weights, options)
        fingerprint = try graph.fingerprint()
        watch = try MagnitudeWatch(graph, threadCount: options.threads)
    }

    /// Colours one more picture, and watches. Planes and errors as for `Colorizer.predict`.
    public func observe(lightness: Span<Float>, ab: inout MutableSpan<Float>) throws(NetError) {
        try watch.run(lightness, into: &ab)
    }

    /// What was seen so far.
    public func calibration() -> Calibration {
        Calibration(
            model: model, inputWidth: options.inputWidth, inputHeight: options.inputHeight,
            fingerprint: fingerprint, limits: watch.limits())
    }
}

extension Graph {
    /// A number that changes with the network's biases: enough to tell one training from another, since no two agree in
    /// all of them.
    ///
    /// FNV-1a, 64 bits (Fowler, Noll and Vo; RFC 9923), over the biases' bytes.
    func fingerprint() throws(NetError) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for node in nodes {
            guard let convolution = node.operation.convolution, let bias = convolution.bias else { continue }
            for value in try bias.floats() {
                for shift in stride(from: 0, to: 32, by: 8) {
                    hash = (hash ^ UInt64((value.bitPattern >> UInt32(shift)) & 0xff)) &* 0x0000_0100_0000_01b3
                }
            }
        }
        return hash
    }
}
