internal import Weights

/// "Real-Time User-Guided Image Colorization with Learned Deep Priors" (Zhang et al., SIGGRAPH 2017), with hints or
/// without, layers and names as in the PyTorch release (richzhang/colorization, BSD-2-Clause): a* and b* at the input's
/// size.
///
/// The release computes everything from model9up on twice, with the same result; here it is computed once.
struct SIGGRAPH17: Network {
    /// Channels of blocks 1, 2 (9 and 10 too), 3 (8 too) and 4 to 7. Other widths are for tests.
    var channels = [64, 128, 256, 512]

    static let description = ModelDescription(
        summary: "Real-Time User-Guided Image Colorization (Zhang, Zhu, et al.; SIGGRAPH 2017)",
        license: "BSD-2-Clause", training: "ImageNet (its photographs may be used for research)",
        // As those of ECCV16.
        origin: .published(
            PublishedWeights(
                fileName: "siggraph17-df00044c.pth", byteCount: 136_787_426,
                sha256: "df00044c0a4d7c3edcecf6f75437ce346a66e7a42612d9b968e1a7e17dbc6f66",
                addresses: [
                    "https://colorizers.s3.us-east-2.amazonaws.com/siggraph17-df00044c.pth",
                    "https://storage.openvinotoolkit.org/repositories/open_model_zoo/public/2022.1/"
                        + "colorization-siggraph/siggraph17-df00044c.pth",
                    "https://github.com/clibdev/colorization/releases/latest/download/colorization-siggraph-17.pth",
                ])),
        mark: "model_out.0.weight", featuresLayer: "model7.6", inputSizeMultiple: 8, hasBins: false, takesHints: true,
        gigaMultiplications: 75.2,
        // 20 MiB for each picture.
        bytesPerInputPixel: 4100, weightBytes: (560e6, 65e6), mostConcurrentPredictions: 8, isMostlyWinograd: true,
        network: SIGGRAPH17())

    func graph(weights: WeightTable, _ settings: NetworkSettings) throws(NetError) -> Graph {
        var claims = WeightClaims(weights, model: "siggraph17")
        var builder = GraphBuilder(
            input: Shape(settings.readsHints ? 4 : 1, settings.height, settings.width))

        func convolution(_ name: String, _ x: Value, _ outputs: Int, dilation: Int = 1) throws(NetError) -> Value {
            let inputs = builder.shape(x).channels
            let convolution = try claims.convolution(name, in: inputs, out: outputs, dilation: dilation)
            return builder.convolution(name, convolution, x)
        }
        func normalisation(_ name: String, _ x: Value) throws(NetError) -> Value {
            let step = try claims.normalisation(name, channels: builder.shape(x).channels)
            return builder.elementwise(name, step, x)
        }
        /// `x` at twice the size, plus what an earlier block saw at that size.
        func join(
            _ up: String, _ x: Value, _ short: String, _ skipped: Value, _ outputs: Int
        ) throws(NetError) -> Value {
            let doubling = try claims.doubling(up, in: builder.shape(x).channels, out: outputs)
            let enlarged = builder.transposedConvolution(up, doubling, x)
            return builder.relu(builder.add(try convolution(short, skipped, outputs), enlarged))
        }

        let first =
            settings.readsHints
            ? try convolution("model1.0", Self.normalisedHints(&builder), channels[0])
            : builder.convolution(
                "model1.0", try Self.withoutHints(&claims, channels[0]), ECCV16.normalisedLightness(&builder))
        var x = try convolution("model1.2", builder.relu(first), channels[0])
        let block1 = try normalisation("model1.4", builder.relu(x))

        x = try convolution("model2.0", builder.subsampling(block1, interval: 2), channels[1])
        x = try convolution("model2.2", builder.relu(x), channels[1])
        let block2 = try normalisation("model2.4", builder.relu(x))

        x = try convolution("model3.0", builder.subsampling(block2, interval: 2), channels[2])
        x = try convolution("model3.2", builder.relu(x), channels[2])
        x = try convolution("model3.4", builder.relu(x), channels[2])
        let block3 = try normalisation("model3.6", builder.relu(x))

        x = builder.subsampling(block3, interval: 2)
        for (block, dilation) in [(4, 1), (5, 2), (6, 2), (7, 1)] {
            for layer in ["0", "2", "4"] {
                x = builder.relu(try convolution("model\(block).\(layer)", x, channels[3], dilation: dilation))
            }
            x = try normalisation("model\(block).6", x)
        }

        x = try join("model8up.0", x, "model3short8.0", block3, channels[2])
        x = builder.relu(try convolution("model8.1", x, channels[2]))
        x = builder.relu(try convolution("model8.3", x, channels[2]))
        x = try normalisation("model8.5", x)

        x = try join("model9up.0", x, "model2short9.0", block2, channels[1])
        x = builder.relu(try convolution("model9.1", x, channels[1]))
        x = try normalisation("model9.3", x)

        x = try join("model10up.0", x, "model1short10.0", block1, channels[1])
        x = builder.elementwise("model10.2", .leakyReLU(slope: 0.2), try convolution("model10.1", x, channels[1]))

        let out = try claims.convolution("model_out.0", in: channels[1], out: 2, kernel: 1)
        x = builder.elementwise("tanh", .tanh, builder.convolution("model_out.0", out, x))
        // The head that learnt colours as classes; the release does not use it either.
        claims.ignore("model_class.0.weight")
        claims.ignore("model_class.0.bias")
        try claims.finish()
        x = builder.elementwise("ab", ECCV16.ab, x)
        return builder.finish(output: x)
    }

    /// What the network sees of L*, a*, b* and authority: as ECCV16's of L*, and what it calls 1 is 110 in a* and b*.
    private static func normalisedHints(_ builder: inout GraphBuilder) -> Value {
        let centred = builder.elementwise(
            "lightness", .affine(scale: [1, 1, 1, 1], shift: [-50, 0, 0, 0]), builder.input)
        return builder.elementwise(
            "hints", .affine(scale: [0.01, 1 / 110, 1 / 110, 1], shift: [0, 0, 0, 0]), centred)
    }

    /// The first convolution without its inputs for hints (a, b and a mask): they are zero, and so is what they add.
    private static func withoutHints(_ claims: inout WeightClaims, _ outputs: Int) throws(NetError) -> Convolution {
        var convolution = try claims.convolution("model1.0", in: 4, out: outputs)
        let kernel = convolution.kernelHeight * convolution.kernelWidth
        let all = try convolution.weights.floats()
        let lightness = stride(from: 0, to: all.count, by: 4 * kernel).flatMap { all[$0..<($0 + kernel)] }
        convolution.weights = .values(lightness, shape: [outputs, 1] + convolution.weights.shape[2...])
        return convolution
    }
}
