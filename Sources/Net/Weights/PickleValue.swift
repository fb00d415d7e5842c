/// A value that a pickle builds. Containers are numbers of places in the pickle's arena, so that however a pickle
/// shares, nests or loops its containers, nothing here is copied, counted or freed recursively.
enum PickleValue {
    case none
    case bool(Bool)
    case integer(Int64)
    case float(Double)
    /// A number too long for 64 bits; of these only the magic number of the old format is ever looked at.
    case long(PickleText)
    case text(PickleText)
    /// Place in `Pickle.sequences`.
    case tuple(Int)
    case list(Int)
    /// Keys and values in turn.
    case dictionary(Int)
    case global(PickleGlobal)
    /// Place in `Pickle.storages`.
    case storage(Int)
    /// Place in `Pickle.tensors`.
    case tensor(Int)
}

/// Some bytes of the pickle.
struct PickleText {
    let offset: UInt32
    let count: UInt32
}

/// The names a state dict may mention. Nothing is looked up or called: each is a constant that one operation knows.
enum PickleGlobal: Hashable {
    case orderedDictionary
    case rebuildTensor
    case rebuildParameter
    case storage(DataType)

    init?(module: String, name: String) {
        switch (module, name) {
        case ("collections", "OrderedDict"): self = .orderedDictionary
        case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
        case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
        case ("torch", _):
            guard let dataType = Self.storages[name] else { return nil }
            self = .storage(dataType)
        default: return nil
        }
    }

    private static let storages: [String: DataType] = [
        "FloatStorage": .float32, "DoubleStorage": .float64, "HalfStorage": .float16, "BFloat16Storage": .bfloat16,
        "LongStorage": .int64, "IntStorage": .int32, "ShortStorage": .int16, "CharStorage": .int8,
        "ByteStorage": .uint8, "BoolStorage": .bool,
    ]
}

/// What was pickled, as data.
struct Pickle {
    /// A storage that the pickle refers to; the bytes are elsewhere in the file.
    struct Storage {
        let dataType: DataType
        let key: String
        let elementCount: Int
    }

    /// A view into a storage, not yet compared with it.
    struct Tensor {
        /// Place in `storages`.
        let storage: Int
        /// In elements.
        let offset: Int
        let shape: [Int]
        let strides: [Int]
    }

    let bytes: UnsafeRawBufferPointer
    var root = PickleValue.none
    var sequences: [[PickleValue]] = []
    var storages: [Storage] = []
    var tensors: [Tensor] = []

    func bytes(of text: PickleText) -> UnsafeRawBufferPointer {
        let start = Int(text.offset)
        return UnsafeRawBufferPointer(rebasing: bytes[start..<(start + Int(text.count))])
    }

    /// The text of a name: short, and UTF-8.
    func name(_ value: PickleValue, _ role: String) throws(MalformedWeights) -> String {
        guard case .text(let text) = value else {
            throw MalformedWeights("its pickle has \(role) that is no text")
        }
        guard text.count <= WeightsLimit.nameBytes, let name = String(utf8: bytes(of: text)) else {
            throw MalformedWeights("its pickle has \(role) longer than \(WeightsLimit.nameBytes) bytes or not in UTF-8")
        }
        return name
    }

    /// A number that counts something.
    func count(_ value: PickleValue, _ role: String) throws(MalformedWeights) -> Int {
        guard case .integer(let number) = value, let count = Int(exactly: number), count >= 0 else {
            throw MalformedWeights("its pickle has \(role) that is no count")
        }
        return count
    }

    func counts(_ value: PickleValue, _ role: String) throws(MalformedWeights) -> [Int] {
        let elements: [PickleValue]
        switch value {
        case .tuple(let place), .list(let place): elements = sequences[place]
        default: throw MalformedWeights("its pickle has \(role) that is no tuple")
        }
        guard elements.count <= WeightsLimit.rank else {
            throw MalformedWeights(
                "its pickle has \(role) with \(elements.count) axes; the limit is \(WeightsLimit.rank)")
        }
        var counts: [Int] = []
        for element in elements { counts.append(try count(element, "\(role) with something")) }
        return counts
    }

    func tuple(_ value: PickleValue, _ role: String) throws(MalformedWeights) -> [PickleValue] {
        guard case .tuple(let place) = value else {
            throw MalformedWeights("its pickle has \(role) that is no tuple")
        }
        return sequences[place]
    }
}
