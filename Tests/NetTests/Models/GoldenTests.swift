import Testing
import Weights

@testable import Net

/// Whole networks against PyTorch: narrow copies with seeded weights, made by Tests/Goldens/net/make_goldens.py, which
/// computes the expected colours in double.
@Suite struct GoldenTests {
    /// What a golden file says, with the expected colours taken out of the weights.
    struct Golden {
        var weights: WeightTable
        var expected: [Float]
        var settings = NetworkSettings()

        init(_ name: String) throws {
            let file = try WeightsFile.open(path: goldensFolder + "/\(name).safetensors")
            var tensors = file.tensors
            let removed = tensors.removeValue(forKey: "expected.ab")
            let expected = try #require(removed)
            self.expected = try expected.floats()
            weights = WeightTable(path: file.path, metadata: file.metadata, tensors: tensors)
            settings.width = try #require(file.metadata["width"].flatMap { Int($0) })
            settings.height = try #require(file.metadata["height"].flatMap { Int($0) })
            settings.temperature = try #require(file.metadata["temperature"].flatMap { Float($0) })
            settings.strength = file.metadata["strength"].flatMap { Float($0) } ?? 1
        }
    }

    /// The networks as the goldens have them: a fraction of the channels.
    static let narrowNetworks: [String: any Network] = {
        let channels = [2, 4, 8, 16]
        var lite = Lite()
        lite.stemChannels /= 16
        for index in lite.stages.indices { lite.stages[index].channels /= 16 }
        for index in lite.decoder.indices { lite.decoder[index].channels /= 16 }
        let ddcolor = DDColor(
            depths: [1, 1, 2, 1], widths: [4, 8, 12, 16], blockWidths: [12, 12, 8], queryCount: 10, queryWidth: 16,
            headCount: 4, hiddenWidth: 32, layerCount: 4)
        return [
            "eccv16": ECCV16(channels: channels), "siggraph17": SIGGRAPH17(channels: channels), "lite": lite,
            "ddcolor": ddcolor,
        ]
    }()
    /// Those whose goldens have their names. DDColor, of which there are several, has tests of its own.
    static let models: [ColorizerModel] = [.eccv16, .siggraph17, .lite]
    static let names = models.map(\.rawValue)

    @Test(arguments: names, [1, 2])
    func matchesPyTorch(name: String, threadCount: Int) throws {
        try Self.expectGolden(name, threadCount: threadCount)
    }

    /// Computes a golden twice with oneDNN.
    static func expectGolden(_ name: String, threadCount: Int) throws {
        let network = try #require(narrowNetworks[name])
        let golden = try Golden(name)
        let graph = try network.graph(weights: golden.weights, golden.settings)
        let input = lightnessPattern(width: golden.settings.width, height: golden.settings.height)
        let executor = try OneDNNExecutor(Plan(graph), threadCount: threadCount)
        let result = try executor.run(input, outputCount: golden.expected.count)
        let difference = largestDifference(result, golden.expected)
        #expect(difference <= 1e-3)
        // A second run finds the arena as the first one left it.
        #expect(try executor.run(input, outputCount: golden.expected.count) == result)
    }

    @Test(arguments: names + ["ddcolor"])
    func referenceExecutorMatchesPyTorch(name: String) throws {
        let network = try #require(Self.narrowNetworks[name])
        let golden = try Golden(name)
        let graph = try network.graph(weights: golden.weights, golden.settings)
        let input = lightnessPattern(width: golden.settings.width, height: golden.settings.height)
        let result = try ReferenceExecutor(graph).run(input, outputCount: golden.expected.count)
        #expect(largestDifference(result, golden.expected) <= 1e-3)
    }
}

/// Tests/Goldens/net
let goldensFolder: String = {
    let parts = #filePath.split(separator: "/").dropLast(3)
    return "/" + parts.joined(separator: "/") + "/Goldens/net"
}()
