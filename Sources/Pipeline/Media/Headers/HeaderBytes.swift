/// The bytes of a file, read as numbers. What lies beyond the end is nil, whatever offset a file may state.
///
/// Borrows the bytes: valid only while their owner lives.
struct HeaderBytes {
    private let bytes: UnsafeRawBufferPointer
    var isBigEndian: Bool

    init(_ bytes: UnsafeRawBufferPointer, isBigEndian: Bool = true) {
        self.bytes = bytes
        self.isBigEndian = isBigEndian
    }

    var count: Int { bytes.count }

    func uint8(at offset: Int) -> Int? { bytes.indices.contains(offset) ? Int(bytes[offset]) : nil }

    func uint16(at offset: Int) -> Int? { number(at: offset, bytes: 2) }

    func uint32(at offset: Int) -> Int? { number(at: offset, bytes: 4) }

    /// An IEEE 754 number of 32 bits.
    func float32(at offset: Int) -> Float? {
        uint32(at: offset).map { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) }
    }

    private func number(at offset: Int, bytes size: Int) -> Int? {
        guard offset >= 0, offset <= count - size else { return nil }
        let part = bytes[offset..<offset + size]
        return isBigEndian
            ? part.reduce(0) { $0 << 8 | Int($1) } : part.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// The part from `offset` on, of `count` bytes at most.
    func from(_ offset: Int, count limit: Int = .max) -> HeaderBytes? {
        guard offset >= 0, offset <= count, limit >= 0 else { return nil }
        let part = UnsafeRawBufferPointer(rebasing: bytes[offset...].prefix(limit))
        return HeaderBytes(part, isBigEndian: isBigEndian)
    }

    func starts(with signature: [UInt8], at offset: Int = 0) -> Bool {
        offset >= 0 && offset <= count - signature.count
            && bytes[offset..<offset + signature.count].elementsEqual(signature)
    }

    func starts(with signature: String, at offset: Int = 0) -> Bool { starts(with: Array(signature.utf8), at: offset) }

    /// The text at `offset` up to a zero byte, which must come within 256 bytes, and where the bytes after that one
    /// begin: what is no UTF-8 is replaced, and then the text is longer than its bytes.
    func text(at offset: Int) -> (text: String, end: Int)? {
        guard let rest = from(offset, count: 256), let end = rest.bytes.firstIndex(of: 0) else { return nil }
        return (String(decoding: rest.bytes[..<end], as: UTF8.self), offset + end + 1)
    }

    /// Whether the last scan of a JPEG file ends (ITU-T T.81): of the markers that begin a scan and end a picture,
    /// neither of which coded samples contain, the last one is an end.
    var hasEndOfJPEG: Bool {
        var place = bytes.count - 2
        while place >= 2 {
            if bytes[place] == 0xFF {
                if bytes[place + 1] == 0xD9 { return true }
                if bytes[place + 1] == 0xDA { return false }
            }
            place -= 1
        }
        return false
    }

    /// A copy of the first `limit` bytes.
    func copy(first limit: Int) -> [UInt8] { Array(bytes.prefix(limit)) }
}
