/// The directory of a zip file whose entries are stored, not compressed, as PyTorch writes them.
/// Section numbers are those of PKWARE's APPNOTE.TXT 6.3.10.
struct ZipDirectory {
    struct Entry {
        let name: String
        /// The entry's bytes, counted from the start of the file.
        let range: Range<Int>
        /// CRC-32 as recorded; 0 where PyTorch was told not to compute any (`set_crc32_options(False)`).
        let checksum: UInt32
    }

    /// By name.
    private(set) var entries: [String: Entry] = [:]

    /// Where the central directory lies and how many entries it has.
    private struct End {
        let entryCount: Int
        let directory: Range<Int>
    }

    private static let subject = "the zip file"

    /// Reads the directory of a file, and of the rest of it the entries' own headers.
    init(_ owner: any WeightBytes) throws(MalformedWeights) {
        let bytes = owner.bytes
        let end = try Self.findEnd(owner)
        guard end.entryCount <= WeightsLimit.zipEntryCount else {
            throw MalformedWeights(
                "the zip file has \(end.entryCount) entries; the limit is \(WeightsLimit.zipEntryCount)")
        }
        try owner.load(end.directory)
        var reader = ByteReader(
            UnsafeRawBufferPointer(rebasing: bytes[end.directory]), subject: "the zip file's directory")
        entries.reserveCapacity(end.entryCount)
        // From an entry's local header to the end of its bytes.
        var spans: [Range<Int>] = []
        spans.reserveCapacity(end.entryCount)
        for _ in 0..<end.entryCount {
            let header = try CentralHeader(&reader)
            let (entry, span) = try Self.locate(header, in: owner, before: end.directory.lowerBound)
            spans.append(span)
            guard entries.updateValue(entry, forKey: entry.name) == nil else {
                throw MalformedWeights("the zip file has the entry \(MalformedWeights.quoted(entry.name)) twice")
            }
        }
        guard reader.remaining == 0 else {
            throw MalformedWeights(
                "the zip file's directory goes on for \(reader.remaining) bytes after its last entry")
        }
        spans.sort { $0.lowerBound < $1.lowerBound }
        for (span, next) in zip(spans, spans.dropFirst()) where span.upperBound > next.lowerBound {
            throw MalformedWeights("the zip file's entries at \(span.lowerBound) and \(next.lowerBound) overlap")
        }
    }

    // MARK: The end of the directory (4.3.14 to 4.3.16)

    private static func findEnd(_ owner: any WeightBytes) throws(MalformedWeights) -> End {
        let bytes = owner.bytes
        let size = 22
        // The record ends with a comment of up to 65,535 bytes. PyTorch writes none, so the first try is nearly always
        // it.
        var start = bytes.count - size
        let lowest = max(0, start - 0xFFFF)
        try owner.load(lowest..<bytes.count)
        while start >= lowest {
            var reader = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[start...]), subject: subject)
            if try reader.integer(UInt32.self) == 0x0605_4B50 {
                try reader.skip(16)
                if try Int(reader.integer(UInt16.self)) == reader.remaining { return try readEnd(owner, at: start) }
            }
            start -= 1
        }
        throw MalformedWeights("the zip file is cut short: its directory is missing")
    }

    private static func readEnd(_ owner: any WeightBytes, at start: Int) throws(MalformedWeights) -> End {
        var reader = ByteReader(UnsafeRawBufferPointer(rebasing: owner.bytes[(start + 4)...]), subject: subject)
        let disks: UInt32 = try reader.integer()
        let entriesHere: UInt16 = try reader.integer()
        let entries: UInt16 = try reader.integer()
        let byteCount: UInt32 = try reader.integer()
        let offset: UInt32 = try reader.integer()
        if let end = try readEnd64(owner, before: start) { return end }
        guard disks == 0, entriesHere == entries else { throw MalformedWeights("the zip file has several parts") }
        return try end(count: Int(entries), offset: Int(offset), byteCount: Int(byteCount), before: start)
    }

    /// The 64-bit record, if a locator stands before the other one: PyTorch writes both.
    private static func readEnd64(
        _ owner: any WeightBytes, before start: Int
    ) throws(MalformedWeights) -> End? {
        let bytes = owner.bytes
        let locatorSize = 20
        guard start >= locatorSize else { return nil }
        try owner.load(start - locatorSize..<start)
        var locator = ByteReader(
            UnsafeRawBufferPointer(rebasing: bytes[(start - locatorSize)..<start]), subject: subject)
        guard try locator.integer(UInt32.self) == 0x0706_4B50 else { return nil }
        try locator.skip(4)
        let recordStart = try locator.length64()
        guard recordStart <= start - locatorSize else {
            throw MalformedWeights("the zip file's 64-bit directory lies outside the file")
        }
        // What is read of it below.
        try owner.load(recordStart..<min(start - locatorSize, recordStart + 56))
        var record = ByteReader(
            UnsafeRawBufferPointer(rebasing: bytes[recordStart..<(start - locatorSize)]), subject: subject)
        guard try record.integer(UInt32.self) == 0x0606_4B50 else {
            throw MalformedWeights("the zip file's 64-bit directory is missing")
        }
        // Its own size, the versions that made it and that it needs.
        try record.skip(12)
        let disks: UInt64 = try record.integer()
        let entriesHere = try record.length64()
        let entries = try record.length64()
        let byteCount = try record.length64()
        let offset = try record.length64()
        guard disks == 0, entriesHere == entries else { throw MalformedWeights("the zip file has several parts") }
        return try end(count: entries, offset: offset, byteCount: byteCount, before: recordStart)
    }

    private static func end(
        count: Int, offset: Int, byteCount: Int, before limit: Int
    ) throws(MalformedWeights) -> End {
        guard offset <= limit, byteCount == limit - offset else {
            throw MalformedWeights("the zip file's directory does not lie between its entries and its end")
        }
        return End(entryCount: count, directory: offset..<limit)
    }

    // MARK: Entries (4.3.7 and 4.3.12)

    private static func locate(
        _ header: CentralHeader, in owner: any WeightBytes, before limit: Int
    ) throws(MalformedWeights) -> (entry: Entry, span: Range<Int>) {
        let shown = "the zip file's entry \(MalformedWeights.quoted(header.name))"
        guard header.localOffset <= limit else {
            throw MalformedWeights("\(shown) lies outside the file")
        }
        let area = owner.bytes[..<limit]
        // The fixed part and the longest name.
        try owner.load(header.localOffset..<min(limit, header.localOffset + 30 + 0xFFFF))
        var local = ByteReader(UnsafeRawBufferPointer(rebasing: area[header.localOffset...]), subject: shown)
        guard try local.integer(UInt32.self) == 0x0403_4B50 else {
            throw MalformedWeights("\(shown) has no header of its own")
        }
        try local.skip(2)
        let flags: UInt16 = try local.integer()
        let method: UInt16 = try local.integer()
        guard method == header.method, flags & CentralHeader.encrypted == 0 else {
            throw MalformedWeights("\(shown) is described in two ways")
        }
        // Date, checksum and sizes: the directory has them too, and where a descriptor follows they are 0 here.
        try local.skip(16)
        let nameCount: UInt16 = try local.integer()
        let extraCount: UInt16 = try local.integer()
        guard try local.take(Int(nameCount)).elementsEqual(header.name.utf8) else {
            throw MalformedWeights("\(shown) has another name in its own header")
        }
        try local.skip(Int(extraCount))
        let start = header.localOffset + local.offset
        try local.skip(header.byteCount)
        let range = start..<(start + header.byteCount)
        let entry = Entry(name: header.name, range: range, checksum: header.checksum)
        return (entry, header.localOffset..<range.upperBound)
    }
}

/// An entry of the central directory, its 64-bit extra field (4.5.3) taken in.
private struct CentralHeader {
    let name: String
    let method: UInt16
    let checksum: UInt32
    let byteCount: Int
    let localOffset: Int

    static let encrypted: UInt16 = 1

    init(_ reader: inout ByteReader) throws(MalformedWeights) {
        guard try reader.integer(UInt32.self) == 0x0201_4B50 else {
            throw MalformedWeights("\(reader.subject) has something else where an entry is due")
        }
        try reader.skip(4)
        let flags: UInt16 = try reader.integer()
        method = try reader.integer()
        try reader.skip(4)
        checksum = try reader.integer()
        let compressed: UInt32 = try reader.integer()
        let uncompressed: UInt32 = try reader.integer()
        let nameCount: UInt16 = try reader.integer()
        let extraCount: UInt16 = try reader.integer()
        let commentCount: UInt16 = try reader.integer()
        try reader.skip(8)
        let offset: UInt32 = try reader.integer()
        guard nameCount <= WeightsLimit.nameBytes, let name = String(utf8: try reader.take(Int(nameCount))) else {
            throw MalformedWeights(
                "\(reader.subject) has a name longer than \(WeightsLimit.nameBytes) bytes or not in UTF-8")
        }
        self.name = name
        let shown = "the zip file's entry \(MalformedWeights.quoted(name))"
        guard method == 0 else { throw MalformedWeights("\(shown) is compressed; PyTorch stores") }
        guard flags & Self.encrypted == 0 else { throw MalformedWeights("\(shown) is encrypted") }

        var wide = ByteReader(
            try Self.extra64(reader.take(Int(extraCount)), subject: shown), subject: "\(shown) in its 64-bit field")
        func value(_ narrow: UInt32) throws(MalformedWeights) -> Int {
            narrow == .max ? try wide.length64() : Int(narrow)
        }
        byteCount = try value(uncompressed)
        let compressedCount = try value(compressed)
        localOffset = try value(offset)
        guard byteCount == compressedCount else {
            throw MalformedWeights("\(shown) is stored but its two sizes differ")
        }
        try reader.skip(Int(commentCount))
    }

    /// The contents of the extra field that holds 64-bit sizes; empty if there is none.
    private static func extra64(
        _ bytes: UnsafeRawBufferPointer, subject: String
    ) throws(MalformedWeights) -> UnsafeRawBufferPointer {
        var reader = ByteReader(bytes, subject: "\(subject) in its extra fields")
        while reader.remaining > 0 {
            let identifier: UInt16 = try reader.integer()
            let count: UInt16 = try reader.integer()
            let contents = try reader.take(Int(count))
            if identifier == 0x0001 { return contents }
        }
        return UnsafeRawBufferPointer(start: nil, count: 0)
    }
}
