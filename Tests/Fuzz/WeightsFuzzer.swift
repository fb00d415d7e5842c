import Glibc

/// What libFuzzer calls: the bytes are a weights file. Whatever is read from it is also converted, so that a tensor
/// that reaches outside the file is seen by AddressSanitizer. FUZZ_FORMAT keeps a run to one format.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let owner = ExactBytes(UnsafeRawBufferPointer(start: data, count: count))
    do {
        if let wanted, try WeightsFile.format(of: owner.bytes) != wanted { return -1 }
        let table = try WeightsFile.table(from: owner, path: nil)
        var remaining = 1 << 20
        for tensor in table.tensors.values where tensor.elementCount <= remaining {
            remaining -= tensor.elementCount
            if tensor.dataType.isFloatingPoint {
                guard try tensor.floats().count == tensor.elementCount else { fatalError("floats are missing") }
            }
            guard try tensor.elementBytes().count == tensor.elementCount * tensor.dataType.byteCount else {
                fatalError("bytes are missing")
            }
        }
    } catch let error as WeightsError {
        guard !error.description.contains(where: \.isNewline) else { fatalError("a message of several lines") }
    } catch {
        // Another format than the one wanted.
        return -1
    }
    return 0
}

private let wanted: WeightsFile.Format? =
    switch getenv("FUZZ_FORMAT").map({ String(cString: $0) }) {
    case "safetensors": .safetensors
    case "torch-zip": .torchZip
    case "torch-legacy": .torchLegacy
    default: nil
    }

/// A copy with nothing behind it, so that AddressSanitizer notices one byte too many.
///
/// `@unchecked Sendable`: written once, before anyone else sees it.
private final class ExactBytes: WeightBytes, @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer

    init(_ contents: UnsafeRawBufferPointer) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: contents.count, alignment: 1)
        copy.copyMemory(from: contents)
        bytes = UnsafeRawBufferPointer(copy)
    }

    deinit {
        bytes.deallocate()
    }
}

/// What libFuzzer calls to change an input. Its own mutations seldom hit the few bytes of a file that are numbers, so
/// every second change is to one of those; and a zip file forgets its checksums, which would hide everything else.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(_ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int, _ seed: UInt32) -> Int {
    var random = SplitMix(state: UInt64(seed))
    let bytes = UnsafeMutableBufferPointer(start: data, count: count)
    forgetChecksums(bytes)
    let places = bytes.indices.filter { isNumber(bytes, at: $0) }
    guard let place = places.randomElement(using: &random), Bool.random(using: &random) else {
        return defaultMutation(data, count, capacity)
    }
    switch bytes[place] {
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
        bytes[place] = UInt8.random(in: UInt8(ascii: "0")...UInt8(ascii: "9"), using: &random)
    case let value:
        bytes[place] = Bool.random(using: &random) ? UInt8.random(in: 0..<16, using: &random) : value &+ 1
    }
    return count
}

/// A digit, or what follows the operation that pushes a small number.
private func isNumber(_ bytes: UnsafeMutableBufferPointer<UInt8>, at place: Int) -> Bool {
    if UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[place] { return true }
    return place > 0 && bytes[place - 1] == UInt8(ascii: "K")
}

private func forgetChecksums(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
    let signature: [UInt8] = [0x50, 0x4B, 0x01, 0x02]
    for start in bytes.indices.dropLast(19) where bytes[start..<(start + 4)].elementsEqual(signature) {
        for place in (start + 16)..<(start + 20) { bytes[place] = 0 }
    }
}
