import TestSupport
import Testing
import Weights

@testable import ModelStore

@Suite(.notUnderThreadSanitizer) struct WeightsConversionTests {
    private let folder: TemporaryFolder
    private var output: String { folder.file("out.safetensors") }

    init() throws { folder = try TemporaryFolder() }

    private func golden(_ name: String) throws -> WeightTable {
        try WeightsFile.open(path: "\(WeightsFixtures.goldens)/\(name)")
    }

    @Test(arguments: ["types-legacy.pth", "views-zip.pth", "types.safetensors", "network-zip.pth"])
    func keepsEverything(file: String) throws {
        let source = try golden(file)
        try WeightsConversion.write(source, as: .float32, metadata: ["more": "a\tb\u{1}\"\\é"], to: output)
        let copy = try WeightsFile.open(path: output)
        #expect(copy.metadata == source.metadata.merging(["more": "a\tb\u{1}\"\\é"]) { $1 })
        #expect(Set(copy.tensors.keys) == Set(source.tensors.keys))
        for (name, tensor) in source.tensors {
            let copied = try #require(copy.tensors[name])
            #expect(copied.shape == tensor.shape, "\(name)")
            if tensor.dataType.isFloatingPoint {
                #expect(copied.dataType == .float32, "\(name)")
                #expect(try copied.floats().map(\.bitPattern) == tensor.floats().map(\.bitPattern), "\(name)")
            } else {
                #expect(copied.dataType == tensor.dataType, "\(name)")
                #expect(try copied.elementBytes() == tensor.elementBytes(), "\(name)")
            }
        }
        #expect(folder.names == ["out.safetensors"])
    }

    @Test(arguments: [(WeightsConversion.Target.float16, "half"), (.bfloat16, "brain")])
    func roundsAsPyTorchDoes(target: WeightsConversion.Target, answer: String) throws {
        let table = try golden("rounding.safetensors")
        let values = try #require(table.tensors["values"])
        let source = WeightTable(path: nil, metadata: [:], tensors: ["values": values])
        try WeightsConversion.write(source, as: target, to: output)
        let converted = try #require(WeightsFile.open(path: output).tensors["values"])
        let expected = try #require(table.tensors[answer])
        #expect(converted.dataType == expected.dataType)
        for (value, wanted) in zip(try converted.floats(), try expected.floats()) {
            #expect(value.bitPattern == wanted.bitPattern || (value.isNaN && wanted.isNaN), "\(value) \(wanted)")
        }
    }

    @Test(arguments: [
        (Float(65520), WeightsConversion.Target.float16), (-1e6, .float16), (.greatestFiniteMagnitude, .bfloat16),
    ])
    func refusesWhatWouldBecomeInfinite(value: Float, target: WeightsConversion.Target) throws {
        let owner = HeapBytes(withUnsafeBytes(of: value) { Array($0) })
        let tensor = WeightTensor(shape: [], strides: [], dataType: .float32, owner: owner, byteOffset: 0)
        let table = WeightTable(path: "in.pth", metadata: [:], tensors: ["running_var": tensor])
        let error = #expect(throws: ModelStoreError.self) { try WeightsConversion.write(table, as: target, to: output) }
        #expect(error?.description.contains("in.pth: tensor \"running_var\" has the value \(value)") == true)
        // Nothing is left behind.
        #expect(folder.names.isEmpty)
    }
}
