import TestSupport
import Testing

@testable import Net

/// The operations of networks with attention, for every back end, over shapes around the width of vectors and the
/// kernels' tiles.
@Suite(.notUnderThreadSanitizer) struct LayerOperationTests {
    private var numbers = TestNumbers(seed: 11)

    private mutating func expectAgreement(_ builder: inout GraphBuilder, _ output: Value, tolerance: Float) throws {
        try NetTests.expectAgreement(builder.finish(output: output), tolerance: tolerance, numbers: &numbers)
    }

    private mutating func normalization(_ count: Int) -> LayerNormalization {
        LayerNormalization(scale: numbers.floats(count), shift: numbers.floats(count), epsilon: 1e-6)
    }

    /// By itself, behind a layer whose order of channels is oneDNN's, and with steps that follow.
    @Test(arguments: [Shape(1, 2, 2), Shape(3, 1, 1), Shape(15, 5, 7), Shape(16, 4, 4), Shape(100, 3, 3)])
    mutating func layerNormalization(shape: Shape) throws {
        var builder = GraphBuilder(input: shape)
        let x = builder.layerNormalization("norm", normalization(shape.channels), builder.input)
        try expectAgreement(&builder, x, tolerance: 1e-4)

        builder = GraphBuilder(input: shape)
        let wide = Convolution(weights: numbers.weights([24, shape.channels, 3, 3]), padding: Padding(1))
        var y = builder.convolution("wide", wide, builder.input)
        y = builder.relu(builder.layerNormalization("norm", normalization(24), y))
        let z = builder.elementwise("affine", numbers.affine(24), builder.relu(y))
        try expectAgreement(&builder, builder.add(z, y), tolerance: 1e-4)
    }

    @Test(arguments: [Shape(tokens: 1, width: 1), Shape(tokens: 7, width: 5), Shape(tokens: 33, width: 64)])
    mutating func tokens(shape: Shape) throws {
        var builder = GraphBuilder(input: shape)
        let known = builder.known("known", numbers.constant(shape.sizes))
        let first = Linear(weights: numbers.constant([24, shape.tokenWidth]), bias: numbers.constant([24]))
        let second = Linear(weights: numbers.constant([shape.tokenWidth, 24], scale: 0.3))
        let x = builder.add(builder.input, known)
        var y = builder.elementwise("gelu", .gelu, builder.linear("first", first, x))
        y = builder.add(builder.linear("second", second, y), x)
        try expectAgreement(
            &builder, builder.layerNormalization("norm", normalization(shape.tokenWidth), y), tolerance: 2e-4)
    }

    /// ConvNeXt's block: its depthwise 7×7, its norm, its two linear layers on planes.
    @Test(arguments: [Shape(6, 5, 9), Shape(32, 8, 8), Shape(96, 3, 2)]) mutating func wideBlock(shape: Shape) throws {
        var builder = GraphBuilder(input: shape)
        let channels = shape.channels
        var x = builder.input
        for _ in 0..<2 {
            let depthwise = Convolution(
                weights: numbers.weights([channels, 1, 7, 7]), bias: numbers.constant([channels]), padding: Padding(3),
                groups: channels)
            var y = builder.convolution("depthwise", depthwise, x)
            y = builder.layerNormalization("norm", normalization(channels), y)
            let widen = Convolution(
                weights: numbers.weights([4 * channels, channels, 1, 1]), bias: numbers.constant([4 * channels]))
            y = builder.elementwise("gelu", .gelu, builder.convolution("widen", widen, y))
            let narrow = Convolution(weights: numbers.weights([channels, 4 * channels, 1, 1]))
            x = builder.add(builder.convolution("narrow", narrow, y), x)
        }
        try expectAgreement(&builder, x, tolerance: 1e-4)
    }

    /// One query and key, a tile's worth of keys and one more, heads that fill no vector. The last has large scores.
    @Test(arguments: [
        (1, 1, 1, 1, Float(1)), (5, 7, 3, 5, 1), (13, 257, 2, 20, 1), (100, 256, 2, 32, 1), (6, 300, 1, 40, 30),
    ])
    mutating func attention(queries: Int, keys: Int, heads: Int, width: Int, scale: Float) throws {
        var builder = GraphBuilder(input: Shape(tokens: keys, width: heads * width))
        let known = builder.known("queries", numbers.constant([queries, heads * width], scale: scale))
        let values = builder.linear(
            "values", Linear(weights: numbers.constant([heads * width, heads * width], scale: 0.3)), builder.input)
        let x = builder.attention("attention", heads: heads, queries: known, keys: builder.input, values: values)
        try expectAgreement(&builder, x, tolerance: 2e-5 * scale)
    }

    @Test(arguments: [Shape(4, 1, 1), Shape(12, 3, 5), Shape(64, 4, 3), Shape(36, 2, 3)], [false, true])
    mutating func pixelShuffle(shape: Shape, isBlurred: Bool) throws {
        var builder = GraphBuilder(input: shape)
        let shuffle = PixelShuffle(factor: 2, isBlurred: isBlurred)
        let x = builder.pixelShuffle("shuffle", shuffle, builder.input)
        try expectAgreement(&builder, x, tolerance: 1e-6)
        guard shape.channels % 9 == 0 else { return }
        builder = GraphBuilder(input: shape)
        let larger = PixelShuffle(factor: 3, isBlurred: isBlurred)
        let y = builder.pixelShuffle("shuffle", larger, builder.input)
        try expectAgreement(&builder, y, tolerance: 1e-6)
    }

    @Test(arguments: [Shape(1, 1, 1), Shape(3, 4, 5), Shape(32, 3, 3)]) mutating func joinedChannels(
        shape: Shape
    ) throws {
        var builder = GraphBuilder(input: shape)
        let convolution = Convolution(
            weights: numbers.weights([24, shape.channels, 3, 3]), padding: Padding(1))
        let wide = builder.convolution("wide", convolution, builder.input)
        let x = builder.concatenation("join", [builder.input, wide, builder.input])
        try expectAgreement(&builder, x, tolerance: 2e-5)
        let narrow = Convolution(weights: numbers.weights([5, 24 + 2 * shape.channels, 1, 1]))
        try expectAgreement(&builder, builder.convolution("narrow", narrow, x), tolerance: 5e-5)
    }

    /// In one band and in several.
    @Test(arguments: [(Shape(3, 1, 1), 4, 2), (Shape(5, 3, 2), 17, 5), (Shape(8, 6, 64), 256, 3)])
    mutating func colorQueries(shape: Shape, width: Int, queries: Int) throws {
        var builder = GraphBuilder(input: Shape(1, 4 * shape.height, 4 * shape.width))
        let lightness = builder.elementwise("lightness", .linear(scale: 25, shift: 50), builder.input)
        let grey = builder.grey("grey", lightness)
        let known = builder.known("queries", numbers.constant([queries, width]))
        let stem = Convolution(weights: numbers.weights([shape.channels, 1, 4, 4]), stride: 4)
        let features = builder.convolution("stem", stem, builder.input)
        let tail = ColorQueries(
            expansion: Convolution(
                weights: numbers.weights([16 * width, shape.channels, 1, 1]), bias: numbers.constant([16 * width])),
            mixing: numbers.constant([2, queries]), slope: [3, -2], offset: [0.5, 7])
        let x = builder.colorQueries("tail", tail, features: features, embeddings: known, grey: grey)
        try expectAgreement(&builder, x, tolerance: 1e-4)
    }

    @Test mutating func lightnessAsGrey() throws {
        var builder = GraphBuilder(input: Shape(1, 3, 67))
        let x = builder.grey("grey", builder.elementwise("lightness", .linear(scale: 25, shift: 50), builder.input))
        try expectAgreement(&builder, x, tolerance: 1e-6)
        // The ends, and the knee.
        builder = GraphBuilder(input: Shape(1, 1, 4))
        let y = builder.grey("grey", builder.input)
        let graph = builder.finish(output: y)
        let executor = try OneDNNExecutor(Plan(graph), threadCount: 1)
        let ends = try executor.run([0, 100, 8, 50], outputCount: 4)
        #expect(largestDifference(ends, [0, 1, 0.09221, 0.46633]) < 1e-4)
    }
}
