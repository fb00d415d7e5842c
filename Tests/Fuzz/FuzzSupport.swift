import Glibc

/// The format that a run of libFuzzer keeps to, one of those of `Tests/Fuzz/run`.
let fuzzedFormat = getenv("FUZZ_FORMAT").map { String(cString: $0) } ?? ""

/// Ends the process with `message`, which libFuzzer takes for a find, unless `condition` holds.
func require(_ condition: Bool, _ message: @autoclosure () -> String) {
    if !condition { fatalError(message()) }
}

/// Runs `body` on a copy of the input with nothing behind it, so that AddressSanitizer notices one byte too many.
func withExactCopy<Result>(
    of data: UnsafePointer<UInt8>, count: Int, _ body: (UnsafeRawBufferPointer) -> Result
) -> Result {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    defer { copy.deallocate() }
    copy.copyMemory(from: UnsafeRawBufferPointer(start: data, count: count))
    return body(UnsafeRawBufferPointer(copy))
}

/// Writes inputs to begin with into the folder FUZZ_CORPUS, before libFuzzer reads it.
func writeSeeds(_ seeds: [[UInt8]]) {
    guard let folder = getenv("FUZZ_CORPUS").map({ String(cString: $0) }) else { return }
    for (number, seed) in seeds.enumerated() {
        guard let file = fopen("\(folder)/seed-\(number)", "w") else { fatalError("cannot write seeds to \(folder)") }
        fwrite(seed, 1, seed.count, file)
        fclose(file)
    }
}

/// Whether `text` can be printed as it is.
func isOneLine(_ text: String) -> Bool { !text.contains(where: \.isNewline) }

/// libFuzzer's own way to change an input.
@_silgen_name("LLVMFuzzerMutate")
func defaultMutation(_ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int) -> Int

/// Small, and the same sequence for the same seed: what libFuzzer asks of a mutator.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
