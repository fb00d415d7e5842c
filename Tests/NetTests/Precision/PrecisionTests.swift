import TestSupport
import Testing

@testable import Net

/// Networks in fewer bits against the reference in double.
@Suite struct PrecisionTests {
    private var numbers = TestNumbers(seed: 77)
    private var layers = 0

    private mutating func convolution(
        _ builder: inout GraphBuilder, _ x: Value, _ outputs: Int, kernel: Int = 3, stride: Int = 1, groups: Int = 1
    ) -> Value {
        layers += 1
        let inputs = builder.shape(x).channels
        let convolution = Convolution(
            weights: numbers.weights([outputs, inputs / groups, kernel, kernel]),
            bias: numbers.constant([outputs], scale: 0.5), stride: stride, padding: Padding(kernel / 2), groups: groups)
        return builder.convolution("layer\(layers)", convolution, x)
    }

    /// Everything that the three networks are made of, with the sums and shared values that they have.
    private mutating func network() -> Graph {
        var builder = GraphBuilder(input: Shape(1, 32, 32))
        var x = builder.elementwise("input", .linear(scale: 0.5, shift: 0.1), builder.input)
        x = builder.relu6(convolution(&builder, x, 16, stride: 2))
        // An inverted residual block.
        var y = builder.relu6(convolution(&builder, x, 48, kernel: 1))
        y = builder.relu6(convolution(&builder, y, 48, kernel: 5, groups: 48))
        x = builder.add(convolution(&builder, y, 16, kernel: 1), x)
        let early = builder.elementwise("norm", numbers.affine(32), builder.relu(convolution(&builder, x, 32)))
        x = builder.subsampling(early, interval: 2)
        x = builder.elementwise("slope", .leakyReLU(slope: 0.2), convolution(&builder, x, 32))
        // A doubling, joined with what was seen before.
        let doubling = Convolution(
            weights: numbers.constant([32, 32, 4, 4], scale: 0.1), bias: numbers.constant([32], scale: 0.5), stride: 2,
            padding: Padding(1))
        let enlarged = builder.transposedConvolution("doubling", doubling, x)
        x = builder.relu(builder.add(convolution(&builder, early, 32), enlarged))
        let small = builder.upsampling(convolution(&builder, x, 24, stride: 2), factor: 2)
        let lateral = builder.relu6(convolution(&builder, x, 24, kernel: 1))
        x = builder.add(lateral, small)
        let scores = Convolution(weights: numbers.weights([40, 24, 1, 1]), bias: numbers.constant([40], scale: 0.5))
        let mean = AnnealedMean(scores: scores, centres: numbers.constant([2, 40], scale: 80), temperature: 1)
        return builder.finish(output: builder.annealedMean("colours", mean, x))
    }

    @Test(arguments: [(Precision.bf16, Float(0.03)), (.int8, 0.06)])
    mutating func agreesWithTheReference(precision: Precision, tolerance: Float) throws {
        let graph = network()
        var limits: [String: Float] = [:]
        let pictures = (0..<3).map { _ in numbers.floats(32 * 32, scale: 2) }
        let watch = try MagnitudeWatch(graph, threadCount: 1, backend: OneDNNBackend())
        var ignored = [Float](repeating: 0, count: 2 * 16 * 16)
        for picture in pictures {
            var span = ignored.mutableSpan
            try watch.run(picture.span, into: &span)
        }
        if precision == .int8 { limits = watch.limits() }

        let plan = Plan(graph, precision: precision, limits: limits)
        let convolutions = plan.graph.nodes.filter { $0.operation.convolution != nil }
        let short = convolutions.filter { plan.format($0.output).type != .float32 }
        // All but the output.
        #expect(short.count == convolutions.count - 1)
        if precision == .int8 {
            #expect(short.count { plan.format($0.output).type.isWhole } >= convolutions.count - 4)
        }
        for threadCount in [1, 2] {
            let executor = try OneDNNExecutor(plan, threadCount: threadCount)
            for picture in pictures {
                let expected = try ReferenceExecutor(graph).run(picture, outputCount: 2 * 16 * 16)
                let result = try executor.run(picture, outputCount: 2 * 16 * 16)
                let error = zip(result, expected).map { Double(($0 - $1) * ($0 - $1)) }.reduce(0, +)
                let power = expected.map { Double($0 * $0) }.reduce(0, +)
                #expect((error / power).squareRoot() <= Double(tolerance))
                // Fewer bits that leave no trace would be none at all.
                #expect(error > 0)
            }
        }
    }

    /// Numbers that 8 bits hold exactly must come out exactly: any error would be one of arithmetic, not of rounding.
    @Test mutating func wholeNumbersAreExact() throws {
        var builder = GraphBuilder(input: Shape(1, 8, 8))
        func whole(_ shape: [Int], _ limit: Int) -> Constant {
            // Every output channel has a weight of 127, so that the step between weights is 1.
            let count = shape.reduce(1, *)
            return .values(
                (0..<count).map { index in
                    index % (count / shape[0]) == 0 ? 127 : Float(Int.random(in: -limit...limit, using: &numbers))
                }, shape: shape)
        }
        let identity = Convolution(weights: .values([1], shape: [1, 1, 1, 1]), bias: .values([0], shape: [1]))
        // It is so little work that it stays in floating point, exact here too.
        var first = builder.convolution("exact", identity, builder.input)
        first = builder.relu(builder.convolution("first", identity, first))
        let second = builder.convolution(
            "second",
            Convolution(
                weights: whole([16, 1, 3, 3], 127),
                bias: .values((0..<16).map { Float($0 - 8) }, shape: [16]), padding: Padding(1)), first)
        let graph = builder.finish(output: second)
        let input = (0..<64).map { _ in Float(Int.random(in: -20...255, using: &numbers)) }
        let plan = Plan(graph, precision: .int8, limits: ["first": 255])
        #expect(plan.format(plan.graph.nodes[1].output) == NumberFormat(type: .unsigned8, unit: 1))
        let expected = try ReferenceExecutor(graph).run(input, outputCount: 16 * 64)
        #expect(try OneDNNExecutor(plan, threadCount: 1).run(input, outputCount: 16 * 64) == expected)
    }

    /// ConvNeXt's blocks in whole numbers where there is room: what is normalised, what is wide; the sums stay as they
    /// are.
    @Test(.notUnderThreadSanitizer) mutating func wideBlocksInWholeNumbers() throws {
        var builder = GraphBuilder(input: Shape(1, 16, 16), sumsStayFloating: true)
        var x = convolution(&builder, builder.input, 32)
        for block in 0..<4 {
            let depthwise = convolution(&builder, x, 32, kernel: 7, groups: 32)
            let norm = LayerNormalization(
                scale: numbers.floats(32).map { 1 + 0.2 * $0 }, shift: numbers.floats(32, scale: 0.2), epsilon: 1e-6)
            let y = builder.layerNormalization("norm\(block)", norm, depthwise)
            let wide = builder.elementwise("gelu", .gelu, convolution(&builder, y, 128, kernel: 1))
            x = builder.add(convolution(&builder, wide, 32, kernel: 1), x)
        }
        let joined = builder.concatenation("join", [builder.relu(convolution(&builder, x, 16)), x])
        let graph = builder.finish(output: convolution(&builder, joined, 2))
        let pictures = (0..<2).map { _ in numbers.floats(256, scale: 2) }
        let watch = try MagnitudeWatch(graph, threadCount: 1, backend: OneDNNBackend())
        var ignored = [Float](repeating: 0, count: 512)
        for picture in pictures {
            var span = ignored.mutableSpan
            try watch.run(picture.span, into: &span)
        }
        let plan = Plan(graph, precision: .int8, limits: watch.limits())
        let whole = plan.graph.nodes.filter { plan.format($0.output).type.isWhole }
        #expect(whole.contains { $0.name == "norm3" } && whole.contains { $0.name == "join" })
        #expect(whole.allSatisfy { $0.addends.isEmpty })
        for picture in pictures {
            let expected = try ReferenceExecutor(graph).run(picture, outputCount: 512)
            let result = try OneDNNExecutor(plan, threadCount: 2).run(picture, outputCount: 512)
            let error = zip(result, expected).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
            let power = expected.reduce(0) { $0 + Double($1 * $1) }
            #expect((error / power).squareRoot() <= 0.03)
        }
    }

    @Test mutating func layersThatWereNotCalibratedStayInFloatingPoint() throws {
        let plan = Plan(network(), precision: .int8, limits: [:])
        #expect(plan.formats.allSatisfy { !$0.type.isWhole && $0.unit == 1 })
    }

    /// Winograd's way, on whole pictures and on those split into four, alone and in chains, at sizes that do not
    /// divide.
    @Test(arguments: [(16, 16), (18, 20), (15, 16), (7, 9), (2, 2)])
    mutating func winogradAgrees(height: Int, width: Int) throws {
        var builder = GraphBuilder(input: Shape(3, height, width))
        var x = builder.relu(convolution(&builder, builder.input, 64))
        func wide(_ x: Value, dilation: Int) -> Value {
            layers += 1
            let convolution = Convolution(
                weights: numbers.weights([64, 64, 3, 3]), bias: numbers.constant([64], scale: 0.5), dilation: dilation,
                padding: Padding(dilation))
            return builder.relu(builder.convolution("layer\(layers)", convolution, x))
        }
        x = wide(x, dilation: 1)
        x = wide(x, dilation: 2)
        x = builder.elementwise("norm", numbers.affine(64), wide(x, dilation: 2))
        let kept = x
        x = wide(x, dilation: 2)
        // Read split by the layer above and whole by the sum.
        x = builder.add(wide(x, dilation: 1), kept)
        try expectAgreement(builder.finish(output: x), tolerance: 2e-4, numbers: &numbers)
    }

    /// Residual blocks in Winograd's order of channels, of a value that begins in another order and is read again.
    @Test(arguments: [false, true]) mutating func winogradsSumsAgree(isReadLater: Bool) throws {
        var builder = GraphBuilder(input: Shape(3, 16, 16))
        let first = builder.relu(convolution(&builder, builder.input, 64, kernel: 1))
        let lateral = builder.relu(convolution(&builder, first, 64, kernel: 1))
        var x = lateral
        for _ in 0..<2 {
            let y = builder.relu(convolution(&builder, x, 64))
            x = builder.relu(builder.add(convolution(&builder, y, 64), x))
        }
        if isReadLater { x = builder.add(convolution(&builder, x, 64, kernel: 1), lateral) }
        try expectAgreement(builder.finish(output: x), tolerance: 2e-4, numbers: &numbers)
    }

    /// Values without a sign have none, unless they are summed with one that has: a sum has one type.
    @Test mutating func signsSpreadOverSums() throws {
        var builder = GraphBuilder(input: Shape(1, 64, 64))
        // So much work before that the rest is not early.
        var x = builder.relu(convolution(&builder, builder.input, 16))
        for _ in 0..<2 { x = builder.relu(convolution(&builder, x, 64)) }
        func join(_ x: Value, isLinear: Bool) -> (small: Value, joined: Value, block: Value) {
            let narrowed = convolution(&builder, x, 16, stride: 2)
            let small = isLinear ? narrowed : builder.relu(narrowed)
            let enlarged = builder.upsampling(small, factor: 2)
            let joined = builder.relu(builder.add(convolution(&builder, x, 16, kernel: 1), enlarged))
            let inner = builder.relu(convolution(&builder, joined, 16))
            return (small, joined, builder.relu(builder.add(convolution(&builder, inner, 16), joined)))
        }
        let unsigned = join(x, isLinear: false)
        let signed = join(unsigned.block, isLinear: true)
        let graph = builder.finish(output: convolution(&builder, signed.block, 2))
        let fused = ElementwiseFusion.apply(to: graph)
        let choice = NumberFormatChoice(fused, .int8, fastTypes: [.bfloat16], limits: [:])
        func type(_ value: Value) throws -> NumberFormat.ElementType? {
            choice.wholeType(of: try #require(fused.nodes.first { $0.output == value }))
        }
        #expect(try type(unsigned.small) == .unsigned8)
        #expect(try type(unsigned.joined) == .unsigned8)
        #expect(try type(unsigned.block) == .unsigned8)
        #expect(try type(signed.small) == .signed8)
        #expect(try type(signed.joined) == .signed8)
        #expect(try type(signed.block) == .signed8)
    }

    /// The fastest first, and none that this processor or Winograd's method for f32 makes pointless.
    @Test(arguments: ColorizerModel.allCases) func onlyWhatIsFasterIsTried(model: ColorizerModel) {
        func faster(_ types: Set<NumberFormat.ElementType>, hasMatrices: Bool = false) -> [Precision] {
            Precision.fasterThanF32(
                for: model, on: BackendCapabilities(fastTypes: types, hasMatrixInstructions: hasMatrices))
        }
        let whole: Set<NumberFormat.ElementType> = [.signed8, .unsigned8]
        #expect(faster([]) == [])
        #expect(faster(whole) == [.int8])
        let isWinograd = model == .eccv16 || model == .siggraph17
        #expect(faster([.bfloat16]) == (isWinograd ? [] : [.bf16]))
        #expect(faster(whole.union([.bfloat16])) == (isWinograd ? [.int8] : [.int8, .bf16]))
        #expect(faster(whole.union([.bfloat16]), hasMatrices: true) == [.int8, .bf16])
        let here = Precision.fasterThanF32(for: model)
        #expect(here == Precision.fasterThanF32(for: model, on: OneDNNBackend().capabilities))
    }
}
