import TestSupport
import Testing

@testable import Net

/// Every operation that oneDNN runs against the plain loops of `ReferenceOps`, over shapes that have caught kernels
/// out: one pixel, odd sizes, channel counts around the width of vectors, rows shorter than the kernel.
@Suite(.notUnderThreadSanitizer) struct OperationTests {
    /// One operation on one shape, with the largest error its kind is allowed: relative where values exceed 1.
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var input: Shape
        var tolerance: Float
        var build: @Sendable (inout GraphBuilder, inout TestNumbers) -> Value
    }

    @Test(arguments: convolutions + groupedConvolutions) func convolution(_ test: Case) throws { try run(test) }

    @Test(arguments: transposedConvolutions) func transposedConvolution(_ test: Case) throws { try run(test) }

    @Test(arguments: epilogues) func fusedSteps(_ test: Case) throws { try run(test) }

    @Test(arguments: elementwise) func elementwiseStep(_ test: Case) throws { try run(test) }

    @Test(arguments: annealedMeans) func annealedMean(_ test: Case) throws { try run(test) }

    @Test(arguments: others) func other(_ test: Case) throws { try run(test) }

    private func run(_ test: Case) throws {
        var numbers = TestNumbers(seed: 7)
        var builder = GraphBuilder(input: test.input)
        let output = test.build(&builder, &numbers)
        try expectAgreement(builder.finish(output: output), tolerance: test.tolerance, numbers: &numbers)
    }

    // MARK: cases

    static let convolutions: [Case] = {
        var cases: [Case] = []
        func add(
            _ input: Shape, _ outputs: Int, kernel: Int, stride: Int = 1, dilation: Int = 1, padding: Int? = nil,
            hasBias: Bool = true
        ) {
            let padding = padding ?? dilation * (kernel - 1) / 2
            let name =
                "\(input) to \(outputs), kernel \(kernel), stride \(stride), dilation \(dilation), padding \(padding)"
            cases.append(
                Case(testDescription: name, input: input, tolerance: 2e-5) { builder, numbers in
                    var convolution = Convolution(
                        weights: numbers.weights([outputs, input.channels, kernel, kernel]), stride: stride,
                        dilation: dilation, padding: Padding(padding))
                    if hasBias { convolution.bias = numbers.constant([outputs]) }
                    return builder.convolution("test", convolution, builder.input)
                })
        }
        for channels in [1, 2, 3, 15, 16, 17, 33, 64] {
            add(Shape(channels, 6, 7), 16, kernel: 3)
            add(Shape(5, 6, 7), channels, kernel: 3)
            add(Shape(channels, 5, 9), 24, kernel: 1)
        }
        for (height, width) in [(1, 1), (1, 8), (8, 1), (2, 3), (13, 17), (3, 40)] {
            add(Shape(4, height, width), 8, kernel: 3)
            add(Shape(16, height, width), 16, kernel: 3, stride: 2)
            add(Shape(16, height, width), 32, kernel: 3, dilation: 2)
            add(Shape(8, height, width), 3, kernel: 1, hasBias: false)
            add(Shape(1, height, width), 20, kernel: 5)
        }
        add(Shape(1, 32, 33), 64, kernel: 3, stride: 2)
        add(Shape(16, 9, 9), 16, kernel: 3, stride: 2, dilation: 2)
        add(Shape(16, 9, 9), 16, kernel: 3, padding: 0)
        add(Shape(16, 4, 4), 16, kernel: 4, stride: 2, padding: 1)
        add(Shape(313, 4, 5), 2, kernel: 1, hasBias: false)
        add(Shape(24, 4, 5), 313, kernel: 1)
        return cases
    }()

    static let groupedConvolutions: [Case] = {
        var cases: [Case] = []
        func add(_ input: Shape, groups: Int, outputs: Int, kernel: Int, stride: Int = 1) {
            let name = "\(input) to \(outputs) in \(groups) groups, kernel \(kernel), stride \(stride)"
            cases.append(
                Case(testDescription: name, input: input, tolerance: 1e-5) { builder, numbers in
                    let convolution = Convolution(
                        weights: numbers.weights([outputs, input.channels / groups, kernel, kernel]),
                        bias: numbers.constant([outputs]), stride: stride, padding: Padding(kernel / 2),
                        groups: groups)
                    return builder.convolution("test", convolution, builder.input)
                })
        }
        for channels in [2, 15, 16, 24, 33, 96] {
            add(Shape(channels, 7, 9), groups: channels, outputs: channels, kernel: 3)
            add(Shape(channels, 7, 9), groups: channels, outputs: channels, kernel: 5, stride: 2)
        }
        for (height, width) in [(1, 1), (1, 6), (6, 1), (2, 2)] {
            add(Shape(32, height, width), groups: 32, outputs: 32, kernel: 5)
            add(Shape(32, height, width), groups: 32, outputs: 32, kernel: 3, stride: 2)
        }
        add(Shape(12, 5, 6), groups: 3, outputs: 6, kernel: 3)
        add(Shape(32, 5, 6), groups: 2, outputs: 64, kernel: 3)
        return cases
    }()

    static let transposedConvolutions: [Case] = {
        var cases: [Case] = []
        func add(_ input: Shape, _ outputs: Int, kernel: Int = 4, stride: Int = 2, padding: Int = 1) {
            let name = "\(input) to \(outputs), kernel \(kernel), stride \(stride), padding \(padding)"
            cases.append(
                Case(testDescription: name, input: input, tolerance: 1e-5) { builder, numbers in
                    let convolution = Convolution(
                        weights: numbers.weights([input.channels, outputs, kernel, kernel]),
                        bias: numbers.constant([outputs]), stride: stride, padding: Padding(padding))
                    return builder.transposedConvolution("test", convolution, builder.input)
                })
        }
        for (height, width) in [(1, 1), (1, 5), (4, 1), (3, 7)] {
            add(Shape(3, height, width), 5)
            add(Shape(32, height, width), 16)
        }
        add(Shape(17, 5, 6), 33)
        add(Shape(4, 5, 6), 8, kernel: 3, stride: 2)
        add(Shape(4, 5, 6), 8, kernel: 3, stride: 1)
        add(Shape(4, 5, 6), 8, kernel: 2, stride: 2, padding: 0)
        return cases
    }()

    static let epilogues: [Case] = {
        let shapes = [Shape(16, 6, 5), Shape(3, 5, 7), Shape(40, 1, 1)]
        // tanh's own error, times 110.
        let tolerance: Float = 5e-5
        let steps: [(String, @Sendable (Int, inout TestNumbers) -> [ElementwiseStep])] = [
            ("relu", { _, _ in [.relu] }),
            ("relu6", { _, _ in [.linear(scale: 4, shift: 2), .relu6] }),
            ("leaky relu", { _, _ in [.leakyReLU(slope: 0.2)] }),
            ("tanh and scale", { _, _ in [.tanh, .linear(scale: 110, shift: 0)] }),
            ("affine", { channels, numbers in [numbers.affine(channels)] }),
            ("relu, affine", { channels, numbers in [.relu, numbers.affine(channels)] }),
            (
                "more steps than fit in one operation",
                { channels, numbers in (0..<5).flatMap { _ in [.leakyReLU(slope: 0.5), numbers.affine(channels)] } }
            ),
        ]
        var cases: [Case] = []
        for shape in shapes {
            for (name, make) in steps {
                for outputs in [3, 24] {
                    cases.append(
                        Case(
                            testDescription: "convolution of \(shape) to \(outputs), \(name)", input: shape,
                            tolerance: tolerance
                        ) {
                            builder, numbers in
                            let convolution = Convolution(
                                weights: numbers.weights([outputs, shape.channels, 3, 3]), padding: Padding(1))
                            var x = builder.convolution("test", convolution, builder.input)
                            for step in make(outputs, &numbers) { x = builder.elementwise(name, step, x) }
                            return x
                        })
                }
                cases.append(
                    Case(
                        testDescription: "transposed convolution of \(shape), \(name)", input: shape,
                        tolerance: tolerance
                    ) {
                        builder, numbers in
                        let convolution = Convolution(
                            weights: numbers.weights([shape.channels, 9, 4, 4]), bias: numbers.constant([9]), stride: 2,
                            padding: Padding(1))
                        var x = builder.transposedConvolution("test", convolution, builder.input)
                        for step in make(9, &numbers) { x = builder.elementwise(name, step, x) }
                        return x
                    })
                cases.append(
                    Case(testDescription: "upsampling of \(shape), \(name)", input: shape, tolerance: tolerance) {
                        builder, numbers in
                        var x = builder.upsampling(builder.input, factor: 2)
                        for step in make(shape.channels, &numbers) { x = builder.elementwise(name, step, x) }
                        return x
                    })
            }
        }
        return cases
    }()

    static let elementwise: [Case] = {
        var cases: [Case] = []
        for shape in [Shape(1, 1, 1), Shape(40, 1, 1), Shape(3, 5, 7), Shape(33, 4, 4)] {
            let steps: [(String, @Sendable (inout TestNumbers) -> ElementwiseStep)] = [
                ("relu", { _ in .relu }), ("relu6", { _ in .relu6 }), ("leaky relu", { _ in .leakyReLU(slope: 0.1) }),
                ("tanh", { _ in .tanh }), ("linear", { _ in .linear(scale: -3, shift: 0.25) }),
                ("affine", { numbers in numbers.affine(shape.channels) }),
            ]
            for (name, make) in steps {
                cases.append(
                    Case(testDescription: "\(name) of \(shape)", input: shape, tolerance: 1e-5) { builder, numbers in
                        builder.elementwise(name, make(&numbers), builder.input)
                    })
            }
        }
        return cases
    }()

    static let others: [Case] = {
        var cases: [Case] = []
        let shapes = [
            Shape(1, 1, 1), Shape(3, 1, 1), Shape(40, 1, 1), Shape(3, 1, 5), Shape(16, 6, 6), Shape(17, 7, 5),
            Shape(64, 3, 8),
        ]
        for shape in shapes {
            for interval in [2, 3] {
                cases.append(
                    Case(testDescription: "every \(interval). of \(shape)", input: shape, tolerance: 0) { builder, _ in
                        builder.subsampling(builder.input, interval: interval)
                    })
            }
            for factor in [2, 3, 4] {
                cases.append(
                    Case(testDescription: "\(shape) enlarged \(factor) times", input: shape, tolerance: 1e-5) {
                        builder, _ in builder.upsampling(builder.input, factor: factor)
                    })
            }
        }
        return cases
    }()

    static let annealedMeans: [Case] = {
        var cases: [Case] = []
        // The last two are too much for one band: six rows each of the one, single rows of the other.
        let shapes = [
            (Shape(1, 1, 1), 16), (Shape(3, 1, 5), 17), (Shape(16, 6, 6), 20), (Shape(17, 7, 5), 33),
            (Shape(64, 3, 8), 313),
            (Shape(24, 12, 40), 313), (Shape(5, 13, 40), 313),
        ]
        for (shape, bins) in shapes {
            // The temperature has nothing to do with bands.
            for temperature in shape.elementCount > 2000 ? [1] : [1, 0.5, 0.01, 40] as [Float] {
                let name = "mean of \(bins) colours for \(shape) at \(temperature)"
                // A low temperature makes much of little differences between the scores.
                let tolerance: Float = temperature < 0.1 ? 1e-3 : 1e-5
                for givesCertainty in [false, true] {
                    cases.append(
                        Case(
                            testDescription: givesCertainty ? "\(name), and how sure" : name, input: shape,
                            tolerance: tolerance
                        ) { builder, numbers in
                            let scores = Convolution(
                                weights: numbers.weights([bins, shape.channels, 1, 1]), bias: numbers.constant([bins]))
                            let mean = AnnealedMean(
                                scores: scores, centres: numbers.constant([2, bins]), temperature: temperature,
                                givesCertainty: givesCertainty)
                            return builder.annealedMean("test", mean, builder.input)
                        })
                }
            }
        }
        return cases
    }()
}
