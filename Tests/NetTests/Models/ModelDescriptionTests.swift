import Testing
import Weights

@testable import Net

/// What the models say of themselves is what their graphs and weights show.
@Suite struct ModelDescriptionTests {
    @Test(arguments: ColorizerModel.allCases) func weightsTellTheirModel(model: ColorizerModel) throws {
        let golden = try GoldenTests.Golden(model.rawValue)
        #expect(try ColorizerModel(weights: golden.weights) == model)
        for other in ColorizerModel.allCases where other != model {
            #expect(golden.weights.tensors[other.description.mark] == nil)
        }
    }

    @Test func weightsOfNoModelAreRefused() {
        let error = #expect(throws: NetError.self) {
            try ColorizerModel(weights: WeightTable(path: "x.pth", metadata: [:], tensors: [:]))
        }
        #expect(error?.description == "x.pth: holds the weights of none of lite, eccv16, siggraph17")
    }

    /// The networks with bins are those that take a mean of colours.
    @Test(arguments: ColorizerModel.allCases) func bins(model: ColorizerModel) throws {
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
