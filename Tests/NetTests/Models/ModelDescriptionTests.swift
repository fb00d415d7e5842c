import TestSupport
import Testing
import Weights

@testable import Net

/// What the models say of themselves is what their graphs and weights show.
@Suite struct ModelDescriptionTests {
    @Test(arguments: GoldenTests.models) func weightsTellTheirModel(model: ColorizerModel) throws {
        let golden = try GoldenTests.Golden(model.rawValue)
        #expect(try ColorizerModel(weights: golden.weights) == model)
        for other in ColorizerModel.allCases where other != model {
            #expect(golden.weights.tensors[other.description.mark] == nil)
        }
    }

    /// DDColor's tensors have the same names in both sizes.
    @Test(arguments: [(768, ColorizerModel.ddcolorTiny), (1536, .ddcolorArtistic)])
    func shapesTellSizes(width: Int, model: ColorizerModel) throws {
        let bytes = HeapBytes([UInt8](repeating: 0, count: 4 * width))
        let tensor = WeightTensor(shape: [width], strides: [1], dataType: .float32, owner: bytes, byteOffset: 0)
        let table = WeightTable(path: nil, metadata: [:], tensors: ["encoder.arch.norm3.weight": tensor])
        #expect(try ColorizerModel(weights: table) == model)
    }

    @Test func weightsOfNoModelAreRefused() {
        let error = #expect(throws: NetError.self) {
            try ColorizerModel(weights: WeightTable(path: "x.pth", metadata: [:], tensors: [:]))
        }
        #expect(
            error?.description == "x.pth: holds the weights of none of "
                + "lite, eccv16, siggraph17, ddcolor-tiny, ddcolor-artistic, ddcolor-modelscope")
    }

    /// The networks with bins are those that take a mean of colours.
    @Test(arguments: GoldenTests.models) func bins(model: ColorizerModel) throws {
        let golden = try GoldenTests.Golden(model.rawValue)
        let network = try #require(GoldenTests.narrowNetworks[model.rawValue])
        let graph = try network.graph(
            weights: golden.weights, golden.settings)
        let hasMean = graph.nodes.contains { if case .annealedMean = $0.operation { true } else { false } }
        #expect(model.description.hasBins == hasMean)
    }

    @Test func costOfTheEmbeddedNetwork() throws {
        let description = ColorizerModel.lite.description
        let graph = try description.network.graph(
            weights: .embeddedLite(), NetworkSettings())
        let giga = graph.nodes.reduce(0) { $0 + Double(graph.multiplications(of: $1)) } / 1e9
        #expect(abs(giga - description.gigaMultiplications) < 0.005)
    }
}
