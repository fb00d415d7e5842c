import TestSupport
import Testing

@testable import Weights

@Suite(.notUnderThreadSanitizer) struct HostileFilesTests {
    @Test func everyFileHasARow() throws {
        let sound = ["sound.st", "sound.zip", "sound.legacy"]
        #expect(try WeightsFixtures.hostileFiles() == (HostileFileTable.rows.map(\.file) + sound).sorted())
        for file in sound {
            let table = try WeightsFile.open(path: "\(WeightsFixtures.hostile)/\(file)")
            #expect(try table.tensors["a"]?.floats() == [0, 0, 0, 0], "\(file)")
        }
    }

    @Test(arguments: HostileFileTable.rows) func isRefused(file: String, message: String) {
        let path = "\(WeightsFixtures.hostile)/\(file)"
        let error = #expect(throws: WeightsError.self) { try WeightsFile.open(path: path) }
        #expect(error?.code == .malformedWeights)
        #expect(error?.path == path)
        #expect(error?.reason.contains(message) == true, "\(error?.reason ?? "")")
        #expect(error?.description.contains { $0.isNewline || $0.asciiValue.map { $0 < 0x20 } ?? false } == false)
    }

    static let smallFiles = ["wrapped-legacy.pth", "wrapped-zip.pth", "float16.safetensors", "bfloat16.safetensors"]

    @Test(arguments: smallFiles) func everyTruncationIsRefused(file: String) throws {
        let whole = try WeightsFixtures.bytes("\(WeightsFixtures.goldens)/\(file)")
        for count in 0..<whole.count {
            let owner = HeapBytes(Array(whole[..<count]))
            #expect(throws: WeightsError.self, "cut at \(count)") { try WeightsFile.table(from: owner, path: nil) }
        }
    }

    /// A flipped bit may be one of a value: then what comes out has to be sound.
    @Test(arguments: smallFiles) func everyFlippedBitIsRefusedOrHarmless(file: String) throws {
        let whole = try WeightsFixtures.bytes("\(WeightsFixtures.goldens)/\(file)")
        for bit in 0..<(whole.count * 8) {
            var flipped = whole
            flipped[bit / 8] ^= 1 << (bit % 8)
            guard let table = try WeightsFixtures.table(flipped) else { continue }
            for tensor in table.tensors.values where tensor.dataType.isFloatingPoint {
                #expect(try tensor.floats().count == tensor.elementCount, "bit \(bit)")
            }
        }
    }
}
