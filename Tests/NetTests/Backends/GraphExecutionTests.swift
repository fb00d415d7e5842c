import Foundation
import Testing

@testable import Net

/// Graphs in which values are shared, added and overwritten: where fusion and the reuse of memory can go wrong.
@Suite struct GraphExecutionTests {
    private var numbers = TestNumbers(seed: 21)

    /// A 3×3 convolution that keeps the size.
    private mutating func convolution(_ builder: inout GraphBuilder, _ x: Value, _ outputs: Int, kernel: Int = 3)
        -> Value
    {
        let inputs = builder.shape(x).channels
        let convolution = Convolution(
            weights: numbers.weights([outputs, inputs, kernel, kernel]), bias: numbers.constant([outputs], scale: 0.5),
            padding: Padding(kernel / 2))
        return builder.convolution("convolution", convolution, x)
    }

    private mutating func expectAgreement(_ builder: inout GraphBuilder, _ output: Value, tolerance: Float = 3e-5)
        throws
    {
        try NetTests.expectAgreement(builder.finish(output: output), tolerance: tolerance, numbers: &numbers)
    }

    @Test(arguments: [3, 16, 24]) mutating func residualBlocks(channels: Int) throws {
        var builder = GraphBuilder(input: Shape(2, 9, 7))
        var x = convolution(&builder, builder.input, channels)
        for _ in 0..<4 {
            let inner = builder.relu6(convolution(&builder, x, 2 * channels, kernel: 1))
            x = builder.add(convolution(&builder, inner, channels, kernel: 1), x)
        }
        try expectAgreement(&builder, x)
    }

    @Test mutating func residualThatIsReadAgainLater() throws {
        var builder = GraphBuilder(input: Shape(2, 9, 7))
        let kept = builder.relu(convolution(&builder, builder.input, 16))
        var x = builder.add(convolution(&builder, kept, 16), kept)
        x = builder.relu(convolution(&builder, x, 16))
        x = builder.add(x, kept)
        try expectAgreement(&builder, builder.add(convolution(&builder, x, 16), kept))
    }

    @Test mutating func activationBetweenConvolutionAndSum() throws {
        var builder = GraphBuilder(input: Shape(2, 6, 6))
        let x = convolution(&builder, builder.input, 16)
        let y = builder.relu6(convolution(&builder, x, 16))
        var sum = builder.relu(builder.add(y, x))
        sum = builder.elementwise("affine", numbers.affine(16), sum)
        try expectAgreement(&builder, sum)
    }

    @Test mutating func sumOfTheSameValue() throws {
        var builder = GraphBuilder(input: Shape(2, 6, 6))
        let x = convolution(&builder, builder.input, 16)
        try expectAgreement(&builder, builder.add(x, x))
    }

    @Test mutating func sumWithTheSameValueTwice() throws {
        var builder = GraphBuilder(input: Shape(2, 6, 6))
        let x = convolution(&builder, builder.input, 16)
        let y = builder.add(convolution(&builder, builder.input, 16), x)
        try expectAgreement(&builder, builder.add(builder.relu(y), x))
    }

    @Test mutating func sumWithTheInputOfTheConvolution() throws {
        var builder = GraphBuilder(input: Shape(2, 6, 6))
        let x = convolution(&builder, builder.input, 16)
        try expectAgreement(&builder, builder.add(convolution(&builder, x, 16), x))
    }

    @Test mutating func sumWithTheGraphsInput() throws {
        var builder = GraphBuilder(input: Shape(4, 6, 6))
        let x = convolution(&builder, builder.input, 4)
        try expectAgreement(&builder, builder.add(builder.input, x))
    }

    @Test mutating func everythingElementwise() throws {
        var builder = GraphBuilder(input: Shape(5, 3, 4))
        let x = builder.elementwise("linear", .linear(scale: 2, shift: -1), builder.input)
        let y = builder.relu(x)
        let z = builder.elementwise("affine", numbers.affine(5), builder.add(x, y))
        try expectAgreement(&builder, builder.add(z, builder.input))
    }

    @Test mutating func inputIsTheOutput() throws {
        var builder = GraphBuilder(input: Shape(3, 2, 2))
        try expectAgreement(&builder, builder.input, tolerance: 0)
    }

    @Test mutating func outputIsReadByNodesToo() throws {
        var builder = GraphBuilder(input: Shape(3, 4, 4))
        let x = convolution(&builder, builder.input, 8)
        _ = builder.relu(convolution(&builder, x, 8))
        _ = builder.relu(x)
        try expectAgreement(&builder, x)
    }

    /// As in SIGGRAPH17: kept values of three sizes, joined on the way up.
    @Test mutating func pyramid() throws {
        var builder = GraphBuilder(input: Shape(1, 12, 20))
        var kept: [Value] = []
        var x = builder.input
        for channels in [6, 12, 24] {
            x = builder.relu(convolution(&builder, x, channels))
            x = builder.elementwise("affine", numbers.affine(channels), x)
            kept.append(x)
            x = builder.subsampling(x, interval: 2)
        }
        // 2×3 grows to 4×6, of which the last row goes, and so on: only the even sizes join.
        x = builder.elementwise("tanh", .tanh, convolution(&builder, kept[1], 12))
        let doubling = Convolution(
            weights: numbers.weights([12, 6, 4, 4]), bias: numbers.constant([6]), stride: 2, padding: Padding(1))
        let enlarged = builder.transposedConvolution("up", doubling, x)
        let short = convolution(&builder, kept[0], 6)
        x = builder.relu(builder.add(enlarged, short))
        let other = builder.upsampling(kept[1], factor: 2)
        x = builder.add(convolution(&builder, other, 6), x)
        try expectAgreement(&builder, convolution(&builder, x, 2, kernel: 1), tolerance: 1e-4)
    }

    /// Values of oneDNN's different layouts meet: channel counts and kernels for which it likes blocks of channels,
    /// beside depthwise and transposed ones.
    @Test(arguments: [16, 20, 32]) mutating func layoutsMeet(channels: Int) throws {
        var builder = GraphBuilder(input: Shape(channels, 6, 8))
        let doubling = Convolution(
            weights: numbers.weights([channels, channels, 4, 4]), stride: 2, padding: Padding(1))
        let enlarged = builder.transposedConvolution("up", doubling, builder.input)
        let depthwise = Convolution(
            weights: numbers.weights([channels, 1, 5, 5]), padding: Padding(2), groups: channels)
        let filtered = builder.relu6(builder.convolution("depthwise", depthwise, enlarged))
        let resized = builder.upsampling(builder.input, factor: 2)
        var x = builder.add(filtered, resized)
        x = builder.add(builder.relu(x), enlarged)
        x = builder.subsampling(x, interval: 2)
        try expectAgreement(&builder, builder.add(x, builder.input))
    }

    /// Layers put together at random, so that nobody's idea of what a graph looks like decides what is tested.
    @Test(arguments: 0..<40) mutating func randomGraphs(seed: UInt64) throws {
        numbers = TestNumbers(seed: 1000 + seed)
        var builder = GraphBuilder(input: Shape(Int.random(in: 1...6, using: &numbers), 6, 8))
        var values = [builder.input]
        for _ in 0..<10 {
            guard let x = values.randomElement(using: &numbers) else { break }
            let shape = builder.shape(x)
            let twin = values.filter { builder.shape($0) == shape }.randomElement(using: &numbers) ?? x
            switch Int.random(in: 0..<9, using: &numbers) {
            case 0, 1:
                values.append(convolution(&builder, x, [shape.channels, 8, 16].randomElement(using: &numbers) ?? 8))
            case 2: values.append(convolution(&builder, x, shape.channels, kernel: 1))
            case 3: values.append(builder.relu(x))
            case 4: values.append(builder.elementwise("affine", numbers.affine(shape.channels), x))
            case 5, 6: values.append(builder.add(convolution(&builder, x, shape.channels), twin))
            case 7: values.append(builder.add(x, twin))
            default: values.append(builder.elementwise("tanh", .tanh, builder.relu6(x)))
            }
        }
        try expectAgreement(&builder, try #require(values.last), tolerance: 1e-4)
    }

    @Test func refusesPlanesOfAnotherSize() throws {
        var builder = GraphBuilder(input: Shape(1, 4, 4))
        let output = builder.relu(builder.input)
        let graph = builder.finish(output: output)
        for backend in backends {
            let plan = Plan(graph, for: backend.capabilities)
            let executor = try backend.compile(plan, threadCount: 1).makeExecutor()
            for (inputs, outputs) in [(15, 16), (16, 17), (0, 0), (32, 16), (16, 32), (24, 24)] {
                let error = #expect(throws: NetError.self) {
                    try executor.run([Float](repeating: 0, count: inputs), outputCount: outputs)
                }
                #expect(error?.code == .invalidArgument)
            }
        }
    }

    /// Bit for bit what each input gives by itself.
    @Test mutating func batches() throws {
        var builder = GraphBuilder(input: Shape(2, 6, 8))
        let output = convolution(&builder, builder.relu(convolution(&builder, builder.input, 16)), 3)
        let graph = builder.finish(output: output)
        let inputs = (0..<3).map { _ in numbers.floats(2 * 6 * 8) }
        for backend in backends {
            let program = try backend.compile(Plan(graph, for: backend.capabilities), threadCount: 1)
            let executor = try program.makeExecutor()
            let single = try inputs.flatMap { try executor.run($0, outputCount: 3 * 6 * 8) }
            #expect(try executor.run(inputs.flatMap { $0 }, outputCount: 3 * 3 * 6 * 8) == single)
        }
    }

    /// Programs that may compute differently have different signatures; equal ones are equal each time, and as text.
    @Test mutating func signaturesTellProgramsApart() throws {
        var builder = GraphBuilder(input: Shape(2, 6, 8))
        let output = convolution(&builder, builder.input, 16)
        let graph = builder.finish(output: output)
        let backend = OneDNNBackend()
        func signature(
            _ precision: Precision, threadCount: Int, allowsWinograd: Bool = true
        ) throws -> NumericSignature {
            let plan = Plan(
                graph, for: backend.capabilities, precision: precision, allowsWinograd: allowsWinograd)
            return try backend.compile(plan, threadCount: threadCount).signature
        }
        #expect(try signature(.f32, threadCount: 1) == signature(.f32, threadCount: 1))
        #expect(try signature(.f32, threadCount: 1) != signature(.f32, threadCount: 2))
        #expect(try signature(.f32, threadCount: 1) != signature(.bf16, threadCount: 1))
        #expect(try signature(.f32, threadCount: 1) != signature(.f32, threadCount: 1, allowsWinograd: false))
        let written = try JSONEncoder().encode(signature(.f32, threadCount: 1))
        #expect(
            try JSONDecoder().decode(NumericSignature.self, from: written) == signature(.f32, threadCount: 1))
        let reference = try ReferenceBackend().compile(Plan(graph), threadCount: 1)
        #expect(try reference.signature != signature(.f32, threadCount: 1))
    }
}
