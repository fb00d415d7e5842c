import TestSupport
import Testing
import Weights

@testable import Net

/// Weights that are not the model's: one line that names what is missing, unknown and misshapen.
@Suite struct WeightClaimsTests {
    /// The narrow ECCV16 of the goldens.
    private let network = ECCV16(channels: [2, 4, 8, 16])

    private func error(_ change: (inout [String: WeightTensor]) throws -> Void) throws -> NetError? {
        let golden = try GoldenTests.Golden("eccv16")
        var tensors = golden.weights.tensors
        try change(&tensors)
        let table = WeightTable(path: "some.pth", metadata: [:], tensors: tensors)
        do throws(NetError) {
            _ = try network.graph(weights: table, NetworkSettings(width: 32, height: 32))
            return nil
        } catch {
            return error
        }
    }

    @Test func acceptsTheModelsOwn() throws {
        #expect(try error { _ in } == nil)
    }

    @Test func countsOfBatchesMayBeAbsent() throws {
        let error = try error { tensors in
            for name in tensors.keys where name.hasSuffix("num_batches_tracked") { tensors[name] = nil }
        }
        #expect(error == nil)
    }

    @Test func namesMissingTensors() throws {
        let error = try #require(
            try error { tensors in
                tensors["model1.0.weight"] = nil
                tensors["model8.0.bias"] = nil
                tensors["model3.6.running_mean"] = nil
            })
        #expect(error.code == .wrongWeights)
        #expect(
            error.description == "some.pth: not the weights of eccv16: "
                + "missing model1.0.weight, model3.6.running_mean, model8.0.bias")
    }

    @Test func namesUnknownTensors() throws {
        let error = try #require(
            try error { tensors in
                tensors["classifier.weight"] = tensors["model1.0.weight"]
                tensors["bias"] = tensors["model1.0.bias"]
            })
        #expect(error.description.hasSuffix("unknown bias, classifier.weight"))
    }

    @Test func namesMisshapenTensors() throws {
        let error = try #require(
            try error { tensors in
                tensors["model1.2.weight"] = tensors["model2.2.weight"]
                tensors["model1.4.weight"] = tensors["model1.4.num_batches_tracked"]
                tensors["model2.0.bias"] = tensors["model1.4.num_batches_tracked"]
            })
        #expect(
            error.description.hasSuffix(
                "misshapen model1.2.weight ([4, 4, 3, 3] instead of [2, 2, 3, 3]), "
                    + "model1.4.weight ([] of int64 instead of [2]), model2.0.bias ([] of int64 instead of [4])"))
    }

    @Test func listsEachKindBriefly() throws {
        let error = try #require(
            try error { tensors in
                let some = tensors["model1.0.weight"]
                tensors = [:]
                for index in 0..<9 { tensors["layer\(index)"] = some }
            })
        let line = error.description
        #expect(!line.contains("\n"))
        #expect(
            line.contains(
                "missing model1.0.weight, model1.0.bias, model1.2.weight, model1.2.bias, model1.4.weight and "))
        #expect(line.hasSuffix("unknown layer0, layer1, layer2, layer3, layer4 and 4 more"))
    }

    @Test func refusesAnImpossibleNormalisation() throws {
        let bytes = [-1, 1].flatMap { (value: Float) in withUnsafeBytes(of: value) { Array($0) } }
        let error = try #require(
            try error { tensors in
                tensors["model1.4.running_var"] = WeightTensor(
                    shape: [2], strides: [1], dataType: .float32, owner: HeapBytes(bytes), byteOffset: 0)
            })
        #expect(error.code == .wrongWeights)
        #expect(error.reason.contains("model1.4"))
    }

    @Test func namesTheModelsTensorsInTheOrderOfTheNetwork() throws {
        // Every model refuses an empty file, and says so with its own names.
        let empty = WeightTable(path: nil, metadata: [:], tensors: [:])
        for (model, first) in [
            (ColorizerModel.lite, "encoder.stem.weight"), (.eccv16, "model1.0.weight"),
            (.siggraph17, "model1.0.weight"),
        ] {
            let error = #expect(throws: NetError.self) { try Colorizer(model: model, weights: empty) }
            #expect(error?.code == .wrongWeights)
            #expect(error?.reason.hasPrefix("not the weights of \(model.rawValue): missing \(first)") == true)
        }
    }
}
