internal import Weights

/// The network inside the program: the 313 colours of ECCV16 on an encoder like EfficientNet-Lite2 (Tan and Le,
/// "EfficientNet", ICML 2019, and its Lite variants) with a decoder of residual blocks. Normalisation is already part
/// of its convolutions.
struct Lite: Network {
    /// One stage of inverted residual blocks. The first block has the stride.
    struct Stage {
        var expansion: Int
        var channels: Int
        var kernel: Int
        var stride: Int
        var blockCount: Int
    }

    var stemChannels = 32
    var stages = [
        Stage(expansion: 1, channels: 16, kernel: 3, stride: 1, blockCount: 1),
        Stage(expansion: 6, channels: 24, kernel: 3, stride: 2, blockCount: 3),
        Stage(expansion: 6, channels: 48, kernel: 5, stride: 2, blockCount: 3),
        Stage(expansion: 6, channels: 88, kernel: 3, stride: 2, blockCount: 4),
        Stage(expansion: 6, channels: 120, kernel: 5, stride: 1, blockCount: 4),
        Stage(expansion: 6, channels: 208, kernel: 5, stride: 2, blockCount: 5),
        Stage(expansion: 6, channels: 352, kernel: 3, stride: 1, blockCount: 1),
    ]

    /// What the decoder does at one size.
    struct DecoderScale {
        /// In the names of the weights: the binary logarithm of how much smaller it is than the input.
        var name: String
        /// The stage of the encoder whose result has this size.
        var stage: Int
        var channels: Int
        var blockCount: Int
    }

    /// From the smallest size to the largest. Where two neighbours differ in width, a 1×1 convolution at the smaller
    /// size narrows the first to the second.
    var decoder = [
        DecoderScale(name: "5", stage: 6, channels: 192, blockCount: 2),
        DecoderScale(name: "4", stage: 4, channels: 192, blockCount: 2),
        DecoderScale(name: "3", stage: 2, channels: 128, blockCount: 2),
        DecoderScale(name: "2", stage: 1, channels: 96, blockCount: 1),
    ]

    static let description = ModelDescription(
        summary: "small network with the bins of eccv16", license: "Apache-2.0",
        training: "photographs; see training/README.md", origin: .embedded,
        mark: "classifier.weight", featuresLayer: "encoder.blocks.20.project", keysReader: "classifier",
        inputSizeMultiple: 32, hasBins: true, takesHints: false, gigaMultiplications: 2.59,
        bytesPerInputPixel: 640, weightBytes: (80e6, 17e6),
        // Its layers are too small to be shared, and it takes 4 MiB for each picture (19 MiB in f32).
        mostConcurrentPredictions: nil, isMostlyWinograd: false, network: Lite())

    func graph(weights: WeightTable, _ settings: NetworkSettings) throws(NetError) -> Graph {
        var layers = Layers(
            claims: WeightClaims(weights, model: "lite"),
            builder: GraphBuilder(input: Shape(1, settings.height, settings.width)))
        // L* / 50 − 1, subtracting first so that no digits are lost around the middle grey.
        var x = layers.builder.elementwise("lightness", .linear(scale: 1, shift: -50), layers.builder.input)
        x = layers.builder.elementwise("lightness", .linear(scale: 0.02, shift: 0), x)
        x = layers.builder.relu6(try layers.convolution("encoder.stem", x, stemChannels, kernel: 3, stride: 2))
        var kept: [Value] = []
        var block = 0
        for stage in stages {
            for index in 0..<stage.blockCount {
                x = try layers.invertedBlock(
                    "encoder.blocks.\(block)", x, stage.channels, expansion: stage.expansion, kernel: stage.kernel,
                    stride: index == 0 ? stage.stride : 1)
                block += 1
            }
            kept.append(x)
        }

        var smaller: DecoderScale?
        for scale in decoder {
            let seen = kept[scale.stage]
            if let smaller {
                if smaller.channels != scale.channels {
                    x = try layers.convolution("decoder.reduce\(smaller.name)", x, scale.channels)
                }
                let enlarged = layers.builder.upsampling(x, factor: 2)
                // The convolution comes after the enlargement, so that the sum and the ReLU become part of it.
                let lateral = try layers.convolution("decoder.lateral\(scale.name)", seen, scale.channels)
                x = layers.builder.relu(layers.builder.add(lateral, enlarged))
            } else {
                x = layers.builder.relu(try layers.convolution("decoder.lateral\(scale.name)", seen, scale.channels))
            }
            for index in 0..<scale.blockCount {
                x = try layers.residualBlock("decoder.block\(scale.name).\(index)", x)
            }
            smaller = scale
        }

        let channels = layers.builder.shape(x).channels
        let scores = try layers.claims.convolution("classifier", in: channels, out: ColorBins.count, kernel: 1)
        let centres = try Constant.values(ColorBins.centres, shape: [2, ColorBins.count]).scaled(by: settings.strength)
        let mean = AnnealedMean(
            scores: scores, centres: centres, temperature: settings.temperature,
            givesCertainty: settings.givesCertainty)
        x = layers.builder.annealedMean("classifier", mean, x)
        try layers.claims.finish()
        return layers.builder.finish(output: x)
    }

    /// The kinds of layer that the network is made of.
    private struct Layers {
        var claims: WeightClaims
        var builder: GraphBuilder

        mutating func convolution(
            _ name: String, _ x: Value, _ outputs: Int, kernel: Int = 1, stride: Int = 1, groups: Int = 1
        ) throws(NetError) -> Value {
            let inputs = builder.shape(x).channels
            let convolution = try claims.convolution(
                name, in: inputs, out: outputs, kernel: kernel, stride: stride, groups: groups)
            return builder.convolution(name, convolution, x)
        }

        /// An inverted residual block (Sandler et al., "MobileNetV2", CVPR 2018): widen, filter each channel by itself,
        /// narrow, and add the input where the sizes allow it.
        mutating func invertedBlock(
            _ name: String, _ x: Value, _ outputs: Int, expansion: Int, kernel: Int, stride: Int
        ) throws(NetError) -> Value {
            let inputs = builder.shape(x).channels
            let widened = inputs * expansion
            var y = expansion == 1 ? x : builder.relu6(try convolution("\(name).expand", x, widened))
            y = builder.relu6(
                try convolution("\(name).depthwise", y, widened, kernel: kernel, stride: stride, groups: widened))
            y = try convolution("\(name).project", y, outputs)
            return stride == 1 && inputs == outputs ? builder.add(y, x) : y
        }

        /// A residual block (He et al., "Deep residual learning for image recognition", CVPR 2016) of two 3×3
        /// convolutions: relu(x + second(relu(first(x)))).
        mutating func residualBlock(_ name: String, _ x: Value) throws(NetError) -> Value {
            let channels = builder.shape(x).channels
            let y = builder.relu(try convolution("\(name).first", x, channels, kernel: 3))
            return builder.relu(builder.add(try convolution("\(name).second", y, channels, kernel: 3), x))
        }
    }
}
