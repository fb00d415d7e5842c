/// The network inside the program: the 313 colours of ECCV16 on an encoder like EfficientNet-Lite0 (Tan and Le,
/// "EfficientNet", ICML 2019, and its Lite variants) with a small decoder. Normalisation is already part of its
/// convolutions.
struct Lite: Network {
    /// One stage of inverted residual blocks; the first block has the stride.
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
        Stage(expansion: 6, channels: 24, kernel: 3, stride: 2, blockCount: 2),
        Stage(expansion: 6, channels: 40, kernel: 5, stride: 2, blockCount: 2),
        Stage(expansion: 6, channels: 80, kernel: 3, stride: 2, blockCount: 3),
        Stage(expansion: 6, channels: 112, kernel: 5, stride: 1, blockCount: 3),
        Stage(expansion: 6, channels: 192, kernel: 5, stride: 2, blockCount: 4),
        Stage(expansion: 6, channels: 320, kernel: 3, stride: 1, blockCount: 1),
    ]
    /// Width of the decoder at a quarter and an eighth of the size; twice that below.
    var decoderChannels = 96

    static let sizeMultiple = 32

    func graph(weights: WeightTable, width: Int, height: Int, temperature: Float) throws(NetError) -> Graph {
        var layers = Layers(
            claims: WeightClaims(weights, model: "lite"), builder: GraphBuilder(input: Shape(1, height, width)))
        // L* / 50 − 1, subtracting first so that no digits are lost around the middle grey.
        var x = layers.builder.elementwise("lightness", .linear(scale: 1, shift: -50), layers.builder.input)
        x = layers.builder.elementwise("lightness", .linear(scale: 0.02, shift: 0), x)
        x = layers.convolution("encoder.stem", x, stemChannels, kernel: 3, stride: 2)
        var kept: [Value] = []
        var block = 0
        for stage in stages {
            for index in 0..<stage.blockCount {
                x = layers.block(
                    "encoder.blocks.\(block)", x, stage.channels, expansion: stage.expansion, kernel: stage.kernel,
                    stride: index == 0 ? stage.stride : 1)
                block += 1
            }
            kept.append(x)
        }
        let (quarter, eighth, sixteenth, thirtySecond) = (kept[1], kept[2], kept[4], kept[6])

        let narrow = decoderChannels
        let wide = 2 * decoderChannels
        func decode(_ name: String, _ x: Value, _ channels: Int) -> Value {
            layers.block("decoder.block\(name)", x, channels, expansion: 2, kernel: 5)
        }
        /// `x` at twice the size, plus what the encoder saw at that size.
        func join(_ x: Value, _ lateral: String, _ skipped: Value, _ channels: Int) -> Value {
            let enlarged = layers.builder.upsampling(x, factor: 2)
            return layers.builder.add(layers.convolution(lateral, skipped, channels, kernel: 1), enlarged)
        }
        x = decode("5", layers.convolution("decoder.lateral5", thirtySecond, wide, kernel: 1), wide)
        x = decode("4", join(x, "decoder.lateral4", sixteenth, wide), wide)
        x = layers.convolution("decoder.reduce4", x, narrow, kernel: 1)
        x = decode("3", join(x, "decoder.lateral3", eighth, narrow), narrow)
        x = decode("2a", join(x, "decoder.lateral2", quarter, narrow), narrow)
        x = decode("2b", x, narrow)

        let scores = layers.claims.convolution("classifier", in: narrow, out: ColorBins.count, kernel: 1)
        let centres = Constant.values(ColorBins.centres, shape: [2, ColorBins.count])
        let mean = AnnealedMean(scores: scores, centres: centres, temperature: temperature)
        x = layers.builder.annealedMean("classifier", mean, x)
        try layers.claims.finish()
        return layers.builder.finish(output: x)
    }

    /// The two kinds of layer that the network is made of.
    private struct Layers {
        var claims: WeightClaims
        var builder: GraphBuilder

        /// A convolution, followed by a ReLU6 unless it is linear.
        mutating func convolution(
            _ name: String, _ x: Value, _ outputs: Int, kernel: Int, stride: Int = 1, groups: Int = 1,
            isLinear: Bool = false
        ) -> Value {
            let inputs = builder.shape(x).channels
            let convolution = claims.convolution(
                name, in: inputs, out: outputs, kernel: kernel, stride: stride, groups: groups)
            let result = builder.convolution(name, convolution, x)
            return isLinear ? result : builder.relu6(result)
        }

        /// An inverted residual block (Sandler et al., "MobileNetV2", CVPR 2018): widen, filter each channel by itself,
        /// narrow, and add the input where the sizes allow it.
        mutating func block(
            _ name: String, _ x: Value, _ outputs: Int, expansion: Int, kernel: Int, stride: Int = 1
        ) -> Value {
            let inputs = builder.shape(x).channels
            let widened = inputs * expansion
            var y = expansion == 1 ? x : convolution("\(name).expand", x, widened, kernel: 1)
            y = convolution("\(name).depthwise", y, widened, kernel: kernel, stride: stride, groups: widened)
            y = convolution("\(name).project", y, outputs, kernel: 1, isLinear: true)
            return stride == 1 && inputs == outputs ? builder.add(y, x) : y
        }
    }
}
