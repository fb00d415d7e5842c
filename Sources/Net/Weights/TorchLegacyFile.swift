/// Reads what `torch.save` wrote before PyTorch 1.6, and writes with `_use_new_zipfile_serialization=False`. Five
/// pickles one after another (magic number, protocol, system, state dict, keys of the storages), then in the order of
/// those keys each storage: its element count in 8 bytes, and its elements.
enum TorchLegacyFile {
    /// 0x1950a86a20f9469cfc6c, least significant byte first.
    private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
    /// The magic number's pickle up to the number: protocol 2, LONG1, ten bytes.
    private static let prefix: [UInt8] = [0x80, 0x02, 0x8A, 0x0A]

    static func recognizes(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.starts(with: prefix + magic)
    }

    static func table(from owner: any WeightBytes, path: String?) throws(MalformedWeights) -> WeightTable {
        defer { withExtendedLifetime(owner) {} }
        var reader = ByteReader(owner.bytes, subject: "the file")
        let number = try next(&reader, of: owner, "its magic number")
        guard case .long(let text) = number.root, number.bytes(of: text).elementsEqual(magic) else {
            throw MalformedWeights("its magic number is not PyTorch's")
        }
        guard case .integer(1001) = try next(&reader, of: owner, "its protocol").root else {
            throw MalformedWeights("its protocol is not 1001")
        }
        try checkSystem(next(&reader, of: owner, "its system information"))
        let pickle = try next(&reader, of: owner, "its state dict")
        let keys = try storageKeys(next(&reader, of: owner, "its list of storages"), count: pickle.storages.count)

        let places = Dictionary(
            zip(pickle.storages.map(\.key), pickle.storages.indices), uniquingKeysWith: { first, _ in first })
        var offsets = [Int?](repeating: nil, count: pickle.storages.count)
        for key in keys {
            let shown = "storage \(MalformedWeights.quoted(key))"
            guard let place = places[key] else { throw MalformedWeights("\(shown) belongs to no tensor") }
            guard offsets[place] == nil else { throw MalformedWeights("\(shown) is listed twice") }
            let storage = pickle.storages[place]
            try owner.load(reader.offset..<min(owner.bytes.count, reader.offset + 8))
            let count = try reader.length64()
            guard count == storage.elementCount else {
                throw MalformedWeights("\(shown) has \(count) elements where \(storage.elementCount) are due")
            }
            offsets[place] = reader.offset
            try reader.skip(StateDictionary.byteCount(of: storage))
        }
        guard reader.remaining == 0 else {
            throw MalformedWeights("\(reader.remaining) bytes follow the last storage")
        }
        let found = offsets.compactMap { $0 }
        guard found.count == offsets.count else {
            throw MalformedWeights("\(offsets.count - found.count) of its storages are missing")
        }
        return try StateDictionary.table(of: pickle, storageOffsets: found, owner: owner, path: path)
    }

    private static func next(
        _ reader: inout ByteReader, of owner: any WeightBytes, _ subject: String
    ) throws(MalformedWeights) -> Pickle {
        try owner.load(reader.offset..<min(owner.bytes.count, reader.offset + WeightsLimit.pickleBytes))
        let rest = UnsafeRawBufferPointer(rebasing: reader.bytes[reader.offset...])
        let (pickle, byteCount) = try PickleReader.read(rest, subject: subject)
        try reader.skip(byteCount)
        return pickle
    }

    private static func checkSystem(_ pickle: Pickle) throws(MalformedWeights) {
        guard case .dictionary(let place) = pickle.root else {
            throw MalformedWeights("its system information is no dictionary")
        }
        let entries = pickle.sequences[place]
        for index in stride(from: 0, to: entries.count, by: 2) {
            guard case .text(let key) = entries[index], pickle.bytes(of: key).elementsEqual("little_endian".utf8) else {
                continue
            }
            guard case .bool(true) = entries[index + 1] else {
                throw MalformedWeights("it was written with another byte order than little-endian")
            }
        }
    }

    private static func storageKeys(_ pickle: Pickle, count: Int) throws(MalformedWeights) -> [String] {
        guard case .list(let place) = pickle.root, pickle.sequences[place].count == count else {
            throw MalformedWeights("its list of storages does not have the \(count) its tensors lie in")
        }
        var keys: [String] = []
        for value in pickle.sequences[place] { keys.append(try pickle.name(value, "a storage key")) }
        return keys
    }
}
