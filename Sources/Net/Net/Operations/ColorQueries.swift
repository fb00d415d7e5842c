/// Colours from queries: the tail of DDColor (Kang et al., "DDColor: Towards photo-realistic image colorization via
/// dual decoders", ICCV 2023) in one operation.
///
/// Reads features (planes at a quarter of the picture's size), the embeddings of queries (tokens) and the grey picture;
/// gives a* and b*. The expansion and a ReLU make 16 groups of channels, place p = 4 · dy + dx of channel c being 16 c
/// + p; these are shuffled to the picture's size and blurred as by `PixelShuffle`. Colour k is then Σ over queries q of
/// mixing[k, q] · (embedding q · channels) + slope[k] · grey + offset[k].
///
/// Only the ReLU is not linear: so the channels are summed before they are shuffled, and those of a whole picture
/// (256 planes at full size, 67 MB at 256×256) are never in memory.
struct ColorQueries: Sendable {
    /// The distance in pixels between neighbouring features.
    static let factor = 4
    /// Pixels for each feature.
    static let places = factor * factor

    /// 1×1, from features to 16 times as many channels as an embedding has numbers.
    var expansion: Convolution
    /// [2, queries]: what each query adds to a and to b.
    var mixing: Constant
    /// Of the grey in a and in b.
    var slope: [Float]
    /// Of a and of b.
    var offset: [Float]
}

extension ColorQueries: OperationRules {
    var inputCount: Int { 3 }

    func shape(of inputs: [Shape]) -> Shape? {
        let (features, embeddings, grey) = (inputs[0], inputs[1], inputs[2])
        guard features.isPlanes, embeddings.isTokens, grey.isPlanes, slope.count == 2, offset.count == 2,
            expansion.weights.shape == [Self.places * embeddings.tokenWidth, features.channels, 1, 1],
            mixing.shape == [2, embeddings.tokenCount],
            grey == Shape(1, Self.factor * features.height, Self.factor * features.width)
        else { return nil }
        return Shape(2, grey.height, grey.width)
    }

    /// Those of the expansion.
    func multiplications(_ inputs: [Shape], _ output: Shape) -> Int {
        expansion.multiplications(inputs, inputs[0])
    }

    var takesSteps: Bool { false }

    var formatRule: FormatRule { .anyToFloat32 }

    func reference(_ inputs: [ReferenceTensor], _ shape: Shape) throws(NetError) -> ReferenceTensor {
        let (features, embeddings, grey) = (inputs[0], inputs[1], inputs[2])
        let (width, queries) = (embeddings.shape.tokenWidth, embeddings.shape.tokenCount)
        let expanded = try expansion.reference(
            inputs, Shape(Self.places * width, features.shape.height, features.shape.width))
        var channels = ReferenceTensor(zeros: Shape(width, shape.height, shape.width))
        for channel in 0..<width {
            for row in 0..<shape.height {
                for column in 0..<shape.width {
                    let place = channel * Self.places + row % Self.factor * Self.factor + column % Self.factor
                    channels[channel, row, column] = max(
                        expanded[place, row / Self.factor, column / Self.factor], 0)
                }
            }
        }
        channels = PixelShuffle.blurred(channels)
        let mixing = try mixing.floats()
        var result = ReferenceTensor(zeros: shape)
        let plane = shape.height * shape.width
        for color in 0..<2 {
            for channel in 0..<width {
                let weight = ProductSum.of(
                    mixing, from: color * queries, by: 1, embeddings.values, from: channel, by: width, count: queries)
                for pixel in 0..<plane {
                    result.values[color * plane + pixel] += Float(weight) * channels.values[channel * plane + pixel]
                }
            }
            for pixel in 0..<plane {
                result.values[color * plane + pixel] += slope[color] * grey.values[pixel] + offset[color]
            }
        }
        return result
    }
}
