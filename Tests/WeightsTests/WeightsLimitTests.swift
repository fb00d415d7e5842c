import TestSupport
import Testing

@testable import Weights

/// The limits on hostile input, each with a file that is sound but too large in one respect.
@Suite(.notUnderThreadSanitizer) struct WeightsLimitTests {
    private func expectRefusal(_ bytes: [UInt8], _ message: String) {
        let error = #expect(throws: WeightsError.self) { try WeightsFile.table(from: HeapBytes(bytes), path: nil) }
        #expect(error?.reason.contains(message) == true, "\(error?.reason ?? "")")
    }

    // MARK: safetensors

    private func safetensors(_ header: String) -> [UInt8] {
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8)
    }

    @Test func tensorsOfASafetensorsFile() throws {
        func file(_ count: Int) -> [UInt8] {
            let empty = #"{"dtype":"F32","shape":[0],"data_offsets":[0,0]}"#
            return safetensors("{" + (0..<count).map { "\"\($0)\":\(empty)" }.joined(separator: ",") + "}")
        }
        #expect(try WeightsFixtures.table(file(WeightsLimit.tensorCount))?.tensors.count == WeightsLimit.tensorCount)
        expectRefusal(file(WeightsLimit.tensorCount + 1), "more than 16384 tensors")
    }

    @Test func namesAndFieldsOfASafetensorsHeader() {
        let names = String(repeating: "\"a\":0,", count: WeightsLimit.tensorCount + 2)
        expectRefusal(safetensors("{\(names)}"), "more than 16384 tensors")
        let fields = String(repeating: "\"a\":\"\",", count: 100_000)
        expectRefusal(safetensors("{\"__metadata__\":{\(fields)}}"), "more than 50176 fields")
        let list = String(repeating: "0,", count: 500_000)
        expectRefusal(safetensors("{\"a\":[\(list)0]}"), "more than 197632 values")
    }

    @Test func metadataOfASafetensorsHeader() {
        let entries = (0...WeightsLimit.safetensorsMetadataEntries).map { "\"\($0)\":\"\"" }.joined(separator: ",")
        expectRefusal(safetensors("{\"__metadata__\":{\(entries)}}"), "more than 1024 entries of metadata")
    }

    @Test func digitsOfASafetensorsNumber() {
        let digits = String(repeating: "1", count: WeightsLimit.safetensorsHeaderBytes - 100)
        expectRefusal(safetensors("{\"a\":{\"dtype\":\"F32\",\"shape\":[\(digits)],\"data_offsets\":[0,0]}}"), "JSON")
    }

    // MARK: pickles

    /// A file of the old format whose magic number is followed by a pickle with these operations.
    private func legacy(_ operations: [UInt8]) -> [UInt8] {
        [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, UInt8(ascii: "."), 0x80, 2]
            + operations + [UInt8(ascii: ".")]
    }

    private func repeated(_ operations: String, _ count: Int) -> [UInt8] {
        (0..<count).flatMap { _ in operations.utf8 }
    }

    @Test func operationsOfAPickle() {
        expectRefusal(
            legacy(repeated("]r", 1) + [0, 0, 0, 0] + repeated("Na", WeightsLimit.pickleOperations)), "operations")
    }

    @Test func stackOfAPickle() {
        expectRefusal(legacy(repeated("N", WeightsLimit.pickleStackDepth + 1)), "stacks more than 16384 values")
    }

    @Test func memoOfAPickle() {
        let stores = (0...UInt32(WeightsLimit.pickleMemoEntries)).flatMap { place in
            [UInt8(ascii: "r")] + withUnsafeBytes(of: place.littleEndian) { Array($0) }
        }
        expectRefusal(legacy(repeated("N", 1) + stores), "remembers more than 131072 values")
    }

    @Test func bytesOfAPickle() {
        let count = UInt32(WeightsLimit.pickleBytes)
        let text = [UInt8(ascii: "X")] + withUnsafeBytes(of: count.littleEndian) { Array($0) }
        expectRefusal(legacy(text + repeated("a", Int(count) + 100)), "is longer than 4194304 bytes")
    }
}
