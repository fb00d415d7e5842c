internal import Weights

/// "Colorful Image Colorization" (Zhang, Isola, Efros, ECCV 2016), layers and names as in the PyTorch release
/// (richzhang/colorization, BSD-2-Clause): 313 colours at a quarter of the input's size, and their expectation.
///
/// The release's last layer, a bilinear enlargement to the input's size, is left to the colour path.
struct ECCV16: Network {
    /// Channels of blocks 1, 2, 3 (8 too) and 4 to 7. Other widths are for tests.
    var channels = [64, 128, 256, 512]

    static let description = ModelDescription(
        summary: "Colorful Image Colorization (Zhang, Isola, Efros; ECCV 2016)", license: "BSD-2-Clause",
        training: "ImageNet (its photographs may be used for research)",
        // First the release's own address, then Intel's mirror of the same files, then another project's release: its
        // files are kept only if they are the same to the bit.
        origin: .published(
            PublishedWeights(
                fileName: "colorization_release_v2-9b330a0b.pth", byteCount: 128_976_165,
                sha256: "9b330a0bae53f4ded77b1e23defbf78beaa09c10ebc4c4999e8e4f4a160b93f9",
                addresses: [
                    "https://colorizers.s3.us-east-2.amazonaws.com/colorization_release_v2-9b330a0b.pth",
                    "https://storage.openvinotoolkit.org/repositories/open_model_zoo/public/2022.1/colorization-v2/"
                        + "colorization_release_v2-9b330a0b.pth",
                    "https://github.com/clibdev/colorization/releases/latest/download/colorization-eccv-16.pth",
                ])),
        mark: "model_out.weight", featuresLayer: "model7.6", inputSizeMultiple: 8, hasBins: true, takesHints: false,
        gigaMultiplications: 41.8,
        // 20 MiB for each picture.
        bytesPerInputPixel: 2600, weightBytes: (550e6, 65e6), mostConcurrentPredictions: 8, isMostlyWinograd: true,
        network: ECCV16())

    func graph(weights: WeightTable, _ settings: NetworkSettings) throws(NetError) -> Graph {
        var claims = WeightClaims(weights, model: "eccv16")
        var builder = GraphBuilder(input: Shape(1, settings.height, settings.width))
        var x = Self.normalisedLightness(&builder)
        var width = 1

        /// A convolution followed by a ReLU.
        func convolution(_ name: String, _ outputs: Int, stride: Int = 1, dilation: Int = 1) throws(NetError) {
            let convolution = try claims.convolution(
                name, in: width, out: outputs, stride: stride, dilation: dilation)
            x = builder.relu(builder.convolution(name, convolution, x))
            width = outputs
        }
        /// The normalisation that ends a block: after the ReLU, so it cannot go into the convolution before.
        func normalisation(_ name: String) throws(NetError) {
            x = builder.elementwise(name, try claims.normalisation(name, channels: width), x)
        }

        try convolution("model1.0", channels[0])
        try convolution("model1.2", channels[0], stride: 2)
        try normalisation("model1.4")
        try convolution("model2.0", channels[1])
        try convolution("model2.2", channels[1], stride: 2)
        try normalisation("model2.4")
        try convolution("model3.0", channels[2])
        try convolution("model3.2", channels[2])
        try convolution("model3.4", channels[2], stride: 2)
        try normalisation("model3.6")
        for (block, dilation) in [(4, 1), (5, 2), (6, 2), (7, 1)] {
            for layer in ["0", "2", "4"] { try convolution("model\(block).\(layer)", channels[3], dilation: dilation) }
            try normalisation("model\(block).6")
        }
        let doubling = try claims.doubling("model8.0", in: width, out: channels[2])
        x = builder.relu(builder.transposedConvolution("model8.0", doubling, x))
        width = channels[2]
        try convolution("model8.2", channels[2])
        try convolution("model8.4", channels[2])
        let scores = try claims.convolution("model8.6", in: width, out: ColorBins.count, kernel: 1)
        let centres = try claims.convolution(
            "model_out", in: ColorBins.count, out: 2, kernel: 1, hasBias: false
        ).weights
        let mean = AnnealedMean(
            scores: scores, centres: try centres.scaled(by: settings.strength), temperature: settings.temperature,
            givesCertainty: settings.givesCertainty)
        x = builder.annealedMean("model8.6", mean, x)
        try claims.finish()
        // The certainty stays as it is.
        let colours: ElementwiseStep =
            settings.givesCertainty ? .affine(scale: [110, 110, 1], shift: [0, 0, 0]) : Self.ab
        x = builder.elementwise("ab", colours, x)
        return builder.finish(output: x)
    }

    /// What the release's networks see of L*: (L* − 50) / 100. In two steps: 0.01 · L* − 0.5 would round before it
    /// subtracts, and lose digits around the middle grey.
    static func normalisedLightness(_ builder: inout GraphBuilder) -> Value {
        let centred = builder.elementwise("lightness", .linear(scale: 1, shift: -50), builder.input)
        return builder.elementwise("lightness", .linear(scale: 0.01, shift: 0), centred)
    }
    /// What they call 1 is 110 in a* and b*.
    static let ab = ElementwiseStep.linear(scale: 110, shift: 0)
}
