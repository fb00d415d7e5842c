/// Reads what `torch.save` writes since PyTorch 1.6: a zip file whose entries are stored, one folder with the pickle
/// `data.pkl`, a `version`, since 2.1 the `byteorder`, and for each storage `data/KEY`.
/// https://docs.pytorch.org/docs/stable/notes/serialization.html
enum TorchZipFile {
    static func recognizes(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.starts(with: [0x50, 0x4B, 0x03, 0x04])
    }

    static func table(from owner: any WeightBytes, path: String?) throws(MalformedWeights) -> WeightTable {
        defer { withExtendedLifetime(owner) {} }
        let directory = try ZipDirectory(owner)
        let folder = try folder(in: directory)
        try checkVersion(contents(of: "\(folder)version", in: directory, owner))
        if directory.entries["\(folder)byteorder"] != nil {
            let order = try contents(of: "\(folder)byteorder", in: directory, owner)
            guard order.elementsEqual("little".utf8) else {
                throw MalformedWeights("it was written with another byte order than little-endian")
            }
        }
        let pickled = try contents(of: "\(folder)data.pkl", in: directory, owner)
        let (pickle, pickleCount) = try PickleReader.read(pickled, subject: "data.pkl")
        guard pickleCount == pickled.count else {
            throw MalformedWeights("data.pkl goes on for \(pickled.count - pickleCount) bytes after its end")
        }
        var offsets: [Int] = []
        for storage in pickle.storages {
            guard let entry = directory.entries["\(folder)data/\(storage.key)"] else {
                throw MalformedWeights("storage \(MalformedWeights.quoted(storage.key)) is missing")
            }
            guard try StateDictionary.byteCount(of: storage) == entry.range.count else {
                throw MalformedWeights(
                    "storage \(MalformedWeights.quoted(storage.key)) has \(entry.range.count) bytes, "
                        + "which are not \(storage.elementCount) elements of \(storage.dataType)")
            }
            offsets.append(entry.range.lowerBound)
        }
        return try StateDictionary.table(of: pickle, storageOffsets: offsets, owner: owner, path: path)
    }

    /// The folder everything lies in, with the slash at its end; its name is the file's at the time of saving.
    private static func folder(in directory: ZipDirectory) throws(MalformedWeights) -> String {
        let suffix = "/data.pkl"
        let pickles = directory.entries.keys.filter { $0.hasSuffix(suffix) && $0.count { $0 == "/" } == 1 }
        guard let name = pickles.first, pickles.count == 1 else {
            throw MalformedWeights("the zip file has \(pickles.count) entries named data.pkl; a PyTorch file has one")
        }
        let folder = String(name.dropLast(suffix.count - 1))
        if directory.entries["\(folder)constants.pkl"] != nil {
            throw MalformedWeights("it is a TorchScript program; save model.state_dict() instead")
        }
        return folder
    }

    /// An entry's bytes, compared with their checksum.
    ///
    /// Only the small entries come through here. The storages' checksums are not looked at: PyTorch does not either, it
    /// would mean reading 129 MB twice, and `models verify` compares the SHA-256 of the whole file.
    private static func contents(
        of name: String, in directory: ZipDirectory, _ owner: any WeightBytes
    ) throws(MalformedWeights) -> UnsafeRawBufferPointer {
        guard let entry = directory.entries[name] else {
            throw MalformedWeights("the zip file has no entry \(MalformedWeights.quoted(name))")
        }
        guard entry.range.count <= WeightsLimit.pickleBytes else {
            throw MalformedWeights(
                "\(MalformedWeights.quoted(name)) is longer than \(WeightsLimit.pickleBytes) bytes")
        }
        try owner.load(entry.range)
        let contents = UnsafeRawBufferPointer(rebasing: owner.bytes[entry.range])
        guard entry.checksum == 0 || entry.checksum == Checksum32.of(contents) else {
            throw MalformedWeights("\(MalformedWeights.quoted(name)) is damaged: its checksum does not match")
        }
        return contents
    }

    /// PyTorch has written versions 1 to 3 and reads up to 10.
    private static func checkVersion(_ text: UnsafeRawBufferPointer) throws(MalformedWeights) {
        let digits = text.last == 0x0A ? text.dropLast() : text[...]
        guard let version = String(validating: digits, as: UTF8.self).flatMap({ Int($0) }), 1...10 ~= version else {
            throw MalformedWeights("its version is not one of 1 to 10")
        }
    }
}

/// CRC-32 as zip files use it (polynomial 0xEDB88320, reflected), a byte at a time: fit for small entries.
enum Checksum32 {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }

    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
    }
}
