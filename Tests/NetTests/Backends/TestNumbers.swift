import Testing

@testable import Net

/// A reproducible source of numbers for weights and pictures (SplitMix64: Steele, Lea and Flood, "Fast Splittable
/// Pseudorandom Number Generators", OOPSLA 2014).
struct TestNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Values from −scale to scale.
    mutating func floats(_ count: Int, scale: Float = 1) -> [Float] {
        var values: [Float] = []
        for _ in 0..<count { values.append(Float.random(in: -scale...scale, using: &self)) }
        return values
    }

    mutating func constant(_ shape: [Int], scale: Float = 1) -> Constant {
        .values(floats(shape.reduce(1, *), scale: scale), shape: shape)
    }

    /// Weights of a convolution, scaled so that its results are of the order of 1.
    mutating func weights(_ shape: [Int]) -> Constant {
        constant(shape, scale: 2 / Float(shape[1] * shape[2] * shape[3]).squareRoot())
    }

    mutating func affine(_ channels: Int) -> ElementwiseStep {
        .affine(scale: floats(channels), shift: floats(channels))
    }
}

/// Every back end.
let backends: [any Backend] = [OneDNNBackend(), ReferenceBackend()]

extension Plan {
    /// A plan for oneDNN.
    init(_ graph: Graph, precision: Precision = .f32, limits: [String: Float] = [:]) {
        self.init(graph, for: OneDNNBackend().capabilities, precision: precision, limits: limits)
    }
}

extension OneDNNExecutor {
    /// Of a program that nobody else runs.
    convenience init(_ plan: Plan, threadCount: Int) throws {
        try self.init(OneDNNProgram(plan, threadCount: threadCount))
    }
}

/// Runs a graph as it is with the reference, and compiled by every back end, on one thread and, where it can use them,
/// on two, twice each, on random input, and compares. The tolerance is relative where values exceed 1.
func expectAgreement(
    _ graph: Graph, tolerance: Float, numbers: inout TestNumbers, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let input = numbers.floats(graph.shape(graph.input).elementCount, scale: 2)
    let count = graph.outputElementCount
    let expected = try ReferenceExecutor(graph).run(input, outputCount: count)
    for backend in backends {
        let plan = Plan(graph, for: backend.capabilities)
        // Where nothing is fused it would run what it ran just now.
        if backend is ReferenceBackend, plan.graph.nodes.count == graph.nodes.count { continue }
        // The reference counts on one, and without memory that is used again.
        let repeats = backend is ReferenceBackend ? 1 : 2
        for threadCount in 1...repeats {
            let executor = try backend.compile(plan, threadCount: threadCount).makeExecutor()
            for _ in 0..<repeats {
                let result = try executor.run(input, outputCount: count)
                let worst =
                    zip(result, expected).map { result, expected in
                        let error = abs(result - expected) / max(1, abs(expected))
                        return error.isNaN ? .infinity : error
                    }.max() ?? .infinity
                #expect(worst <= tolerance, "\(backend)", sourceLocation: sourceLocation)
            }
        }
    }
}
