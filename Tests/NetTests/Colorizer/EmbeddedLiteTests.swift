import Testing
import Weights

@testable import Net

/// The weights inside the program. After they were replaced:
///
///     python3 Tests/Goldens/net/make_goldens.py --embedded
@Suite struct EmbeddedLiteTests {
    @Test func givesWhatPyTorchGives() throws {
        let colorizer = try Colorizer(model: .lite, weights: try WeightTable.embeddedLite())
        #expect(colorizer.abWidth == 64)
        #expect(colorizer.abHeight == 64)
        let golden = try WeightsFile.open(path: goldensFolder + "/embedded.safetensors")
        let expected = try #require(golden.tensors["expected.ab"]).floats()
        var ab = [Float](repeating: .nan, count: 2 * 64 * 64)
        var span = ab.mutableSpan
        try colorizer.predict(lightness: lightnessPattern(width: 256, height: 256).span, ab: &span)
        #expect(largestDifference(ab, expected) <= 1e-3)
    }

    /// The names of the operations that the network is computed with, and of oneDNN's implementations.
    private func stages(_ precision: Precision) throws -> [(name: String, implementation: String)] {
        let graph = try Lite().graph(weights: try .embeddedLite(), NetworkSettings())
        // Any limits will do.
        let names = Plan(graph).graph.nodes.map { ($0.name, Float(1)) }
        let limits = Dictionary(names) { first, _ in first }
        return try OneDNNProgram(Plan(graph, precision: precision, limits: limits), threadCount: 1).stepNames
    }

    /// One of oneDNN's plain loops would make a film take an hour longer, and nothing else would show it.
    @Test func usesNoPlainLoops() throws {
        #expect(try stages(.f32).filter { $0.implementation.hasPrefix("ref") }.isEmpty)
    }

    /// The sum and the ReLU that end a residual block are part of its second convolution.
    @Test(arguments: Precision.allCases) func residualBlocksAreTwoOperations(precision: Precision) throws {
        guard precision.isFast(on: OneDNNBackend().capabilities) else { return }
        let names = try stages(precision).map(\.name)
        for scale in Lite().decoder {
            for index in 0..<scale.blockCount {
                let block = "decoder.block\(scale.name).\(index)"
                #expect(names.count { $0 == "\(block).second" } == 1, "\(block)")
                // Winograd's way wants another order of channels: one reordering where the first block begins.
                let isReordered = precision == .f32 && index == 0
                #expect(names.count { $0 == "\(block).first" } <= (isReordered ? 2 : 1), "\(block)")
            }
        }
    }
}
