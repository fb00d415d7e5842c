import TestSupport
import Testing

@testable import Weights

@Suite(.notUnderThreadSanitizer) struct WeightsFileTests {
    /// File, description.
    static let files = [
        ("network-zip.pth", "network"), ("network-legacy.pth", "network"),
        ("types-zip.pth", "types"), ("types-legacy.pth", "types"), ("types.safetensors", "types"),
        ("views-zip.pth", "views"), ("views-legacy.pth", "views"),
        ("wrapped-zip.pth", "wrapped"), ("wrapped-legacy.pth", "wrapped"),
        ("params-zip.pth", "params"), ("params-legacy.pth", "params"),
        ("nochecksums-zip.pth", "nochecksums"),
        ("float32.safetensors", "float32"), ("float16.safetensors", "float16"), ("bfloat16.safetensors", "bfloat16"),
    ]

    @Test(arguments: files) func holdsWhatPyTorchWrote(file: String, description: String) throws {
        let table = try WeightsFile.open(path: "\(WeightsFixtures.goldens)/\(file)")
        let expected = try WeightsFixtures.expected(description)
        #expect(Set(table.tensors.keys) == Set(expected.map(\.name)))
        for wanted in expected {
            let tensor = try #require(table.tensors[wanted.name])
            #expect(tensor.shape == wanted.shape, "\(wanted.name)")
            #expect(tensor.dataType == wanted.dataType, "\(wanted.name)")
            guard wanted.dataType.isFloatingPoint else {
                #expect(throws: WeightsError.self) { try tensor.floats() }
                #expect(try integers(tensor) == wanted.doubles, "\(wanted.name)")
                continue
            }
            let values = try tensor.floats()
            #expect(Self.bits(values) == Self.bits(wanted.floats), "\(wanted.name)")
            let lent = try tensor.withFloatsIfContiguous { $0.map(\.bitPattern) }
            #expect(lent == nil || lent == values.map(\.bitPattern), "\(wanted.name)")
        }
    }

    private func integers(_ tensor: WeightTensor) throws -> [Double] {
        let size = tensor.dataType.byteCount
        return try tensor.elementBytes().withUnsafeBytes { raw in
            stride(from: 0, to: raw.count, by: size).map { offset in
                switch tensor.dataType {
                case .int64: Double(raw.loadUnaligned(fromByteOffset: offset, as: Int64.self))
                case .int32: Double(raw.loadUnaligned(fromByteOffset: offset, as: Int32.self))
                case .int16: Double(raw.loadUnaligned(fromByteOffset: offset, as: Int16.self))
                case .int8: Double(raw.loadUnaligned(fromByteOffset: offset, as: Int8.self))
                default: Double(raw[offset])
                }
            }
        }
    }

    /// So that −0 counts as different; which of the NaNs it is does not matter.
    private static func bits(_ values: [Float]) -> [UInt32] {
        values.map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern }
    }

    @Test func lendsAlignedContiguousFloats() throws {
        let table = try WeightsFile.open(path: "\(WeightsFixtures.goldens)/views-zip.pth")
        func isLent(_ name: String) throws -> Bool {
            try #require(table.tensors[name]).withFloatsIfContiguous { _ in true } ?? false
        }
        #expect(try isLent("base"))
        #expect(try isLent("scalar"))
        #expect(try !isLent("transposed"))
        #expect(try !isLent("column"))
        #expect(try !isLent("empty"))
    }

    @Test func readsMetadata() throws {
        let table = try WeightsFile.open(path: "\(WeightsFixtures.goldens)/types.safetensors")
        #expect(table.metadata == ["temperature": "0.5", "note": "quoted \"é\" \\ text"])
    }

    @Test func readsTheEmbeddedWeights() throws {
        let table = try WeightTable.embeddedLite()
        #expect(table.tensors.count == 168)
        #expect(table.tensors["classifier.weight"]?.shape == [313, 96, 1, 1])
        #expect(try table.tensors["encoder.stem.weight"]?.floats().allSatisfy(\.isFinite) == true)
        #expect(table.metadata["temperature"].flatMap { Float($0) } != nil)
    }

    @Test func convertsEveryHalfExactly() throws {
        let halves = HeapBytes((0...UInt16.max).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] })
        let tensor = WeightTensor(shape: [65536], strides: [1], dataType: .float16, owner: halves, byteOffset: 0)
        for (bits, value) in zip(0...UInt16.max, try tensor.floats()) {
            let exact = Float(Float16(bitPattern: bits))
            // A conversion by the processor makes signalling NaNs quiet; bits that stay as they are will do as well.
            guard value.bitPattern == exact.bitPattern || (value.isNaN && exact.isNaN) else {
                Issue.record("half \(bits) became \(value) instead of \(exact)")
                return
            }
        }
    }

    @Test func refusesWhatIsNoFile() {
        #expect(throws: WeightsError.self) { try WeightsFile.open(path: "/nonexistent/weights.pth") }
        #expect(throws: WeightsError.self) { try WeightsFile.open(path: "/") }
        #expect(throws: WeightsError.self) { try WeightsFile.open(path: "/dev/null") }
    }
}
