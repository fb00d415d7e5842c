import FoundationEssentials

/// Reads the safetensors format: a length, a JSON header, then the tensors one after another to the end of the file.
/// https://github.com/huggingface/safetensors#format
enum SafetensorsFile {
    /// What the header says of one tensor; the names are the format's.
    private struct Entry: Decodable {
        let dtype: String
        let shape: [Int]
        let data_offsets: [Int]

        // Meaningful once data_offsets is known to be a pair.
        var start: Int { data_offsets.first ?? 0 }
        var end: Int { data_offsets.last ?? 0 }
    }

    /// A header's value: a tensor, or under `__metadata__` text.
    private struct Header: Decodable {
        var entries: [String: Entry] = [:]
        var metadata: [String: String] = [:]

        private struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            for key in container.allKeys {
                if key.stringValue == "__metadata__" {
                    metadata = try container.decode([String: String].self, forKey: key)
                } else {
                    entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
                }
            }
        }
    }

    /// True if a file that begins so can be nothing else: the ninth byte opens a JSON object.
    static func recognizes(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count > 8 && bytes[8] == UInt8(ascii: "{")
    }

    static func table(from owner: any WeightBytes, path: String?) throws(MalformedWeights) -> WeightTable {
        defer { withExtendedLifetime(owner) {} }
        var reader = ByteReader(owner.bytes, subject: "the file")
        let headerCount = try reader.length64()
        guard headerCount <= WeightsLimit.safetensorsHeaderBytes else {
            throw MalformedWeights(
                "its header would be \(headerCount) bytes long; the limit is \(WeightsLimit.safetensorsHeaderBytes)")
        }
        try owner.load(reader.offset..<min(owner.bytes.count, reader.offset + headerCount))
        let header = try decodeHeader(try reader.take(headerCount))
        let dataStart = reader.offset
        let dataCount = reader.remaining

        var tensors: [String: WeightTensor] = [:]
        tensors.reserveCapacity(header.entries.count)
        var end = 0
        let inFileOrder = header.entries.sorted {
            ($0.value.start, $0.value.end, $0.key) < ($1.value.start, $1.value.end, $1.key)
        }
        for (name, entry) in inFileOrder {
            let shown = "tensor \(MalformedWeights.quoted(name))"
            guard let dataType = dataTypes[entry.dtype] else {
                throw MalformedWeights(
                    "\(shown) has data type \(MalformedWeights.quoted(entry.dtype)), which is not supported")
            }
            guard entry.data_offsets.count == 2 else {
                throw MalformedWeights("\(shown) has \(entry.data_offsets.count) data_offsets instead of 2")
            }
            guard entry.start == end, entry.end >= entry.start, entry.end <= dataCount else {
                throw MalformedWeights(
                    "\(shown) lies at \(entry.start)..<\(entry.end) of \(dataCount) bytes, where \(end) was due:"
                        + " tensors must follow one another without gap or overlap and end inside the file")
            }
            let layout = try TensorLayout(contiguous: entry.shape, name: name)
            let (byteCount, overflow) = layout.elementCount.multipliedReportingOverflow(by: dataType.byteCount)
            guard !overflow, byteCount == entry.end - entry.start else {
                throw MalformedWeights(
                    "\(shown) has \(entry.end - entry.start) bytes, which is not what its shape \(entry.shape) takes")
            }
            tensors[name] = WeightTensor(
                shape: layout.shape, strides: layout.strides, dataType: dataType, owner: owner,
                byteOffset: dataStart + entry.start)
            end = entry.end
        }
        guard end == dataCount else {
            throw MalformedWeights("\(dataCount - end) bytes follow the last tensor")
        }
        return WeightTable(path: path, metadata: header.metadata, tensors: tensors)
    }

    private static let dataTypes: [String: DataType] = [
        "F64": .float64, "F32": .float32, "F16": .float16, "BF16": .bfloat16,
        "I64": .int64, "I32": .int32, "I16": .int16, "I8": .int8, "U8": .uint8, "BOOL": .bool,
    ]

    /// The decoder neither bounds what it allocates nor reports a name that comes twice, so the header's outline is
    /// taken first and compared with what was decoded.
    private static func decodeHeader(_ bytes: UnsafeRawBufferPointer) throws(MalformedWeights) -> Header {
        let outline = try SafetensorsOutline(bytes)
        let header: Header
        do {
            header = try JSONDecoder().decode(Header.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw MalformedWeights("its header is not that of a safetensors file: \(reason(of: error))")
        } catch {
            throw MalformedWeights("its header is not JSON")
        }
        let names = header.entries.count + (outline.hasMetadata ? 1 : 0)
        guard outline.nameCount == names, outline.fieldCount == 3 * header.entries.count + header.metadata.count else {
            throw MalformedWeights("its header has a name twice, or fields besides dtype, shape and data_offsets")
        }
        guard header.entries.count <= WeightsLimit.tensorCount else {
            throw MalformedWeights("it has more than \(WeightsLimit.tensorCount) tensors")
        }
        guard header.metadata.count <= WeightsLimit.safetensorsMetadataEntries else {
            throw MalformedWeights("it has more than \(WeightsLimit.safetensorsMetadataEntries) entries of metadata")
        }
        return header
    }

    private static func reason(of error: DecodingError) -> String {
        let context: DecodingError.Context
        switch error {
        case .keyNotFound(let key, let found):
            return "\(place(found.codingPath)) has no \(key.stringValue)"
        case .typeMismatch(_, let found), .valueNotFound(_, let found), .dataCorrupted(let found):
            context = found
        @unknown default:
            return "unknown reason"
        }
        return "\(place(context.codingPath)): \(MalformedWeights.printable(context.debugDescription))"
    }

    private static func place(_ path: [any CodingKey]) -> String {
        guard let name = path.first?.stringValue else { return "the header" }
        return MalformedWeights.quoted(name)
    }
}
