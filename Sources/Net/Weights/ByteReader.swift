/// A cursor over bytes of a file that nobody has checked yet: every read compares what is asked for with what
/// remains, and nothing is copied. Valid only while the owner of `bytes` lives; `WeightsFile` sees to that.
struct ByteReader {
    let bytes: UnsafeRawBufferPointer
    /// Where the next read begins, counted from the start of `bytes`; never past their end.
    private(set) var offset = 0
    /// What is being read, for messages: "the header", "data.pkl".
    let subject: String

    init(_ bytes: UnsafeRawBufferPointer, subject: String) {
        self.bytes = bytes
        self.subject = subject
    }

    var remaining: Int { bytes.count - offset }

    /// The next `count` bytes.
    mutating func take(_ count: Int) throws(MalformedWeights) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= remaining else {
            throw MalformedWeights(
                "\(subject) ends too early: \(count) bytes expected at \(offset), \(remaining) there", isEarlyEnd: true)
        }
        let start = offset
        offset += count
        return UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
    }

    mutating func skip(_ count: Int) throws(MalformedWeights) {
        _ = try take(count)
    }

    /// The next integer, least significant byte first.
    mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws(MalformedWeights) -> Value {
        let raw = try take(MemoryLayout<Value>.size)
        return Value(littleEndian: raw.loadUnaligned(as: Value.self))
    }

    /// The next unsigned 64-bit length or offset, as an `Int`; one that no file can have is refused.
    mutating func length64() throws(MalformedWeights) -> Int {
        let value: UInt64 = try integer()
        guard let length = Int(exactly: value) else {
            throw MalformedWeights("\(subject) has the length or offset \(value), which no file has")
        }
        return length
    }

    /// The bytes up to the next line feed, which is passed over.
    mutating func line(atMost limit: Int) throws(MalformedWeights) -> UnsafeRawBufferPointer {
        let window = bytes[offset..<(offset + min(limit + 1, remaining))]
        guard let end = window.firstIndex(of: 0x0A) else {
            throw MalformedWeights("\(subject) has no line of at most \(limit) bytes at \(offset)")
        }
        let line = try take(end - offset)
        try skip(1)
        return line
    }
}

extension String {
    /// Text of a file, or nil where it is not UTF-8.
    init?(utf8 bytes: UnsafeRawBufferPointer) {
        self.init(validating: bytes, as: UTF8.self)
    }
}
