import Glibc
import TestSupport
import Testing
import Weights

@testable import Net

/// A narrow DDColor: what it refuses, its sizes, and its fewer bits.
@Suite(.notUnderThreadSanitizer) struct DDColorTests {
    private let golden: GoldenTests.Golden
    private let network: any Network

    init() throws {
        golden = try GoldenTests.Golden("ddcolor")
        network = try #require(GoldenTests.narrowNetworks["ddcolor"])
    }

    private func graph(_ width: Int, _ height: Int) throws -> Graph {
        try network.graph(weights: golden.weights, NetworkSettings(width: width, height: height))
    }

    private func error(_ change: (inout [String: WeightTensor]) throws -> Void) throws -> NetError? {
        var tensors = golden.weights.tensors
        try change(&tensors)
        do throws(NetError) {
            _ = try network.graph(
                weights: WeightTable(path: "some.bin", metadata: [:], tensors: tensors),
                NetworkSettings(width: 32, height: 32))
            return nil
        } catch {
            return error
        }
    }

    private func tensor(_ values: [Float]) -> WeightTensor {
        WeightTensor(
            shape: [values.count], strides: [1], dataType: .float32,
            owner: HeapBytes(values.withUnsafeBytes { Array($0) }), byteOffset: 0)
    }

    @Test(arguments: [1, 2]) func matchesPyTorch(threadCount: Int) throws {
        try GoldenTests.expectGolden("ddcolor", threadCount: threadCount)
    }

    @Test func countsOfBatchesMayBeAbsent() throws {
        let error = try error { tensors in
            for name in tensors.keys where name.hasSuffix("num_batches_tracked") { tensors[name] = nil }
        }
        #expect(error == nil)
    }

    @Test func wrongTensorsAreNamed() throws {
        let error = try #require(
            try error { tensors in
                tensors["decoder.layers.1.conv.0.weight_u"] = nil
                tensors["refine_net.0.0.bias"] = tensor([1, 2, 3])
                tensors["refine_net.0.0.weight"] = tensor([1])
            })
        #expect(error.code == .wrongWeights)
        #expect(
            error.description == "some.bin: not the weights of ddcolor-tiny: missing decoder.layers.1.conv.0.weight_u; "
                + "unknown refine_net.0.0.weight; misshapen refine_net.0.0.bias ([3] instead of [2])")
    }

    /// Each kind of number that would spoil every picture.
    @Test(arguments: [
        ("encoder.arch.stages.2.1.norm.bias", Float.nan, "holds what is not a number, or infinite"),
        ("decoder.color_decoder.decoder_norm.weight", .infinity, "holds what is not a number, or infinite"),
        ("decoder.layers.0.conv.0.weight_v", 0, "gives a spectral norm of 0.0"),
        ("refine_net.0.0.weight_u", 0, "gives a spectral norm of 0.0"),
    ])
    func damagedTensorsAreNamed(name: String, value: Float, reason: String) throws {
        let error = try #require(
            try error { tensors in
                let count = tensors[name]?.elementCount ?? 1
                tensors[name] = tensor([Float](repeating: value, count: count))
            })
        #expect(error.code == .wrongWeights)
        #expect(error.reason == "not the weights of ddcolor-tiny: damaged \(name) (\(reason))")
    }

    /// Any multiples of 32, in any proportion; threads share what one does alone.
    @Test(arguments: [(32, 32), (96, 32), (32, 64)]) func anyAspect(width: Int, height: Int) throws {
        let graph = try graph(width, height)
        let input = lightnessPattern(width: width, height: height)
        let expected = try ReferenceExecutor(graph).run(input, outputCount: 2 * input.count)
        for threadCount in [1, 2, 5] {
            let executor = try OneDNNExecutor(Plan(graph), threadCount: threadCount)
            #expect(largestDifference(try executor.run(input, outputCount: expected.count), expected) <= 1e-3)
        }
    }

    /// The mean error, as a part of the colours' deviation.
    @Test(arguments: [(Precision.bf16, 0.05), (.int8, 0.25)])
    func fewerBitsAreNearTheReference(precision: Precision, tolerance: Double) throws {
        guard precision.isFast(on: OneDNNBackend().capabilities) else { return }
        let graph = try graph(64, 64)
        let input = lightnessPattern(width: 64, height: 64)
        let expected = try ReferenceExecutor(graph).run(input, outputCount: 2 * input.count)
        let watch = try MagnitudeWatch(graph, threadCount: 1, backend: OneDNNBackend())
        var ignored = expected
        var span = ignored.mutableSpan
        try watch.run(input.span, into: &span)
        let plan = Plan(graph, precision: precision, limits: precision == .int8 ? watch.limits() : [:])
        let result = try OneDNNExecutor(plan, threadCount: 2).run(input, outputCount: expected.count)
        let mean = expected.reduce(0) { $0 + Double($1) } / Double(expected.count)
        let power = expected.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        let error = zip(result, expected).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
        #expect(error > 0 && (error / power).squareRoot() <= tolerance)
        // Linear layers count as convolutions do.
        let kinds = plan.graph.nodes.filter { if case .linear = $0.operation { true } else { false } }
        #expect(kinds.contains { plan.format($0.output).type != .float32 })
    }

    @Test func featuresAreTheEncoders() throws {
        let graph = try graph(64, 32)
        let features = try #require(graph.result(named: DDColor.description.featuresLayer))
        #expect(graph.shape(features) == Shape(16, 1, 2))
    }
}
