/// Reads the pickles that `torch.save` writes (protocol 2) into data. The opcodes and the globals are closed lists, and
/// nothing is called: REDUCE makes one of three known values. Where a pickle ends is known only by reading it.
/// https://github.com/python/cpython/blob/main/Lib/pickletools.py says what each opcode does.
struct PickleReader {
    private var reader: ByteReader
    private var pickle: Pickle
    private var stack: [PickleValue] = []
    /// Heights of the stack where MARK was seen.
    private var marks: [Int] = []
    private var memo: [UInt32: PickleValue] = [:]
    /// Numbers of values behind each PickleGlobal.storage reference, by key.
    private var storagesByKey: [String: Int] = [:]

    /// Reads the pickle at the front of `bytes`, which may go on behind it. Returns it and its length in bytes.
    static func read(
        _ bytes: UnsafeRawBufferPointer, subject: String
    ) throws(MalformedWeights) -> (pickle: Pickle, byteCount: Int) {
        let window = UnsafeRawBufferPointer(rebasing: bytes.prefix(WeightsLimit.pickleBytes))
        var reader = PickleReader(window, subject: subject)
        do {
            try reader.run()
        } catch {
            guard error.isEarlyEnd, window.count < bytes.count else { throw error }
            throw MalformedWeights("\(subject) is longer than \(WeightsLimit.pickleBytes) bytes")
        }
        return (reader.pickle, reader.reader.offset)
    }

    private init(_ bytes: UnsafeRawBufferPointer, subject: String) {
        reader = ByteReader(bytes, subject: subject)
        pickle = Pickle(bytes: bytes)
    }

    private mutating func run() throws(MalformedWeights) {
        for _ in 0..<WeightsLimit.pickleOperations {
            let opcode: UInt8 = try reader.integer()
            if opcode == UInt8(ascii: ".") {
                guard stack.count == 1, marks.isEmpty else { throw broken("ends with more than one value") }
                pickle.root = try pop()
                return
            }
            try perform(opcode)
        }
        throw broken("has more than \(WeightsLimit.pickleOperations) operations")
    }

    private mutating func perform(_ opcode: UInt8) throws(MalformedWeights) {
        switch opcode {
        case 0x80: try readProtocol()
        case UInt8(ascii: "("): try mark()
        case UInt8(ascii: "N"): try push(.none)
        case 0x88: try push(.bool(true))
        case 0x89: try push(.bool(false))
        case UInt8(ascii: "J"): try push(.integer(Int64(reader.integer(Int32.self))))
        case UInt8(ascii: "K"): try push(.integer(Int64(reader.integer(UInt8.self))))
        case UInt8(ascii: "M"): try push(.integer(Int64(reader.integer(UInt16.self))))
        case 0x8A: try readLong()
        case UInt8(ascii: "G"): try push(.float(Double(bitPattern: reader.integer(UInt64.self).byteSwapped)))
        case UInt8(ascii: "X"), UInt8(ascii: "T"): try readText(count: Int(reader.integer(UInt32.self)))
        case UInt8(ascii: "U"): try readText(count: Int(reader.integer(UInt8.self)))
        case UInt8(ascii: ")"): try push(.tuple(newSequence([])))
        case UInt8(ascii: "]"): try push(.list(newSequence([])))
        case UInt8(ascii: "}"): try push(.dictionary(newSequence([])))
        case 0x85...0x87: try push(.tuple(newSequence(popLast(Int(opcode) - 0x84))))
        case UInt8(ascii: "t"): try push(.tuple(newSequence(popToMark())))
        case UInt8(ascii: "a"): try append([pop()])
        case UInt8(ascii: "e"): try append(popToMark())
        case UInt8(ascii: "s"): try setItems(popLast(2))
        case UInt8(ascii: "u"): try setItems(popToMark())
        case UInt8(ascii: "q"): try store(UInt32(reader.integer(UInt8.self)))
        case UInt8(ascii: "r"): try store(reader.integer(UInt32.self))
        case UInt8(ascii: "h"): try recall(UInt32(reader.integer(UInt8.self)))
        case UInt8(ascii: "j"): try recall(reader.integer(UInt32.self))
        case UInt8(ascii: "c"): try readGlobal()
        case UInt8(ascii: "R"): try reduce()
        case UInt8(ascii: "b"): try build()
        case UInt8(ascii: "Q"): try readPersistentIdentifier()
        default:
            throw broken("uses the operation \(opcode), which state dicts do not need: refused")
        }
    }

    private func broken(_ what: String) -> MalformedWeights {
        MalformedWeights("\(reader.subject) \(what)")
    }

    // MARK: The stack

    private mutating func push(_ value: PickleValue) throws(MalformedWeights) {
        guard stack.count < WeightsLimit.pickleStackDepth else {
            throw broken("stacks more than \(WeightsLimit.pickleStackDepth) values")
        }
        stack.append(value)
    }

    /// The values above the last mark are all an operation may take.
    private var available: Int { stack.count - (marks.last ?? 0) }

    private mutating func pop() throws(MalformedWeights) -> PickleValue {
        guard available > 0, let value = stack.popLast() else { throw broken("takes a value where there is none") }
        return value
    }

    private mutating func popLast(_ count: Int) throws(MalformedWeights) -> [PickleValue] {
        guard available >= count else { throw broken("takes a value where there is none") }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func mark() throws(MalformedWeights) {
        guard marks.count < WeightsLimit.pickleMarkDepth else {
            throw broken("nests deeper than \(WeightsLimit.pickleMarkDepth)")
        }
        marks.append(stack.count)
    }

    private mutating func popToMark() throws(MalformedWeights) -> [PickleValue] {
        guard let height = marks.popLast() else { throw broken("goes back to a mark where there is none") }
        defer { stack.removeLast(stack.count - height) }
        return Array(stack[height...])
    }

    // MARK: The memo

    private mutating func store(_ place: UInt32) throws(MalformedWeights) {
        guard available > 0, let value = stack.last else { throw broken("remembers a value where there is none") }
        memo[place] = value
        guard memo.count <= WeightsLimit.pickleMemoEntries else {
            throw broken("remembers more than \(WeightsLimit.pickleMemoEntries) values")
        }
    }

    private mutating func recall(_ place: UInt32) throws(MalformedWeights) {
        guard let value = memo[place] else { throw broken("recalls value \(place), which it never stored") }
        try push(value)
    }

    // MARK: Scalars

    private mutating func readProtocol() throws(MalformedWeights) {
        let version: UInt8 = try reader.integer()
        guard version == 2 else { throw broken("has protocol \(version); PyTorch writes 2") }
    }

    private mutating func readLong() throws(MalformedWeights) {
        let start = reader.offset + 1
        let digits = try reader.take(Int(reader.integer(UInt8.self)))
        guard digits.count <= 8 else {
            return try push(.long(PickleText(offset: UInt32(start), count: UInt32(digits.count))))
        }
        var value: Int64 = digits.last.map { $0 >= 0x80 ? -1 : 0 } ?? 0
        for digit in digits.reversed() { value = value << 8 | Int64(digit) }
        try push(.integer(value))
    }

    private mutating func readText(count: Int) throws(MalformedWeights) {
        let start = reader.offset
        try reader.skip(count)
        try push(.text(PickleText(offset: UInt32(start), count: UInt32(count))))
    }

    private mutating func readGlobal() throws(MalformedWeights) {
        let module = try reader.line(atMost: WeightsLimit.nameBytes)
        let name = try reader.line(atMost: WeightsLimit.nameBytes)
        guard let module = String(utf8: module), let name = String(utf8: name) else {
            throw broken("names a global that is not text")
        }
        guard let global = PickleGlobal(module: module, name: name) else {
            let shown = MalformedWeights.printable("\(module).\(name)")
            throw broken("names \(shown), which state dicts do not need: refused")
        }
        try push(.global(global))
    }

    // MARK: Containers

    private mutating func newSequence(_ values: [PickleValue]) -> Int {
        pickle.sequences.append(values)
        return pickle.sequences.count - 1
    }

    private mutating func append(_ values: [PickleValue]) throws(MalformedWeights) {
        guard available > 0, case .list(let place)? = stack.last else { throw broken("appends to what is no list") }
        pickle.sequences[place] += values
    }

    private mutating func setItems(_ values: [PickleValue]) throws(MalformedWeights) {
        guard available > 0, case .dictionary(let place)? = stack.last else {
            throw broken("sets items of what is no dictionary")
        }
        guard values.count.isMultiple(of: 2) else { throw broken("has a key without a value") }
        pickle.sequences[place] += values
    }

    // MARK: Objects

    private mutating func reduce() throws(MalformedWeights) {
        let arguments = try pickle.tuple(pop(), "a list of arguments")
        guard case .global(let global) = try pop() else { throw broken("calls what is no known function: refused") }
        switch global {
        case .orderedDictionary: try push(.dictionary(newSequence(orderedDictionary(arguments))))
        case .rebuildTensor: try push(rebuildTensor(arguments))
        case .rebuildParameter:
            // data, requires_grad, backward_hooks; a parameter is a tensor to us.
            guard arguments.count == 3, case .tensor = arguments[0] else {
                throw broken("has a parameter without a tensor")
            }
            try push(arguments[0])
        case .storage: throw broken("calls a type of storage: refused")
        }
    }

    /// No arguments, or as Python 2 wrote it one list of pairs.
    private func orderedDictionary(_ arguments: [PickleValue]) throws(MalformedWeights) -> [PickleValue] {
        guard let first = arguments.first else { return [] }
        guard arguments.count == 1, case .list(let place) = first else {
            throw broken("has an OrderedDict with unknown arguments")
        }
        var flat: [PickleValue] = []
        for pair in pickle.sequences[place] {
            switch pair {
            case .tuple(let place), .list(let place):
                guard pickle.sequences[place].count == 2 else { throw broken("has a key without a value") }
                flat += pickle.sequences[place]
            default: throw broken("has an OrderedDict with unknown arguments")
            }
        }
        return flat
    }

    private mutating func rebuildTensor(_ arguments: [PickleValue]) throws(MalformedWeights) -> PickleValue {
        // storage, storage_offset, size, stride, requires_grad, backward_hooks, and sometimes metadata
        guard 6...7 ~= arguments.count, case .storage(let storage) = arguments[0] else {
            throw broken("has a tensor without a storage")
        }
        guard pickle.tensors.count < WeightsLimit.tensorCount else {
            throw broken("has more than \(WeightsLimit.tensorCount) tensors")
        }
        pickle.tensors.append(
            Pickle.Tensor(
                storage: storage,
                offset: try pickle.count(arguments[1], "a storage offset"),
                shape: try pickle.counts(arguments[2], "a shape"),
                strides: try pickle.counts(arguments[3], "a list of strides")))
        return .tensor(pickle.tensors.count - 1)
    }

    /// Attributes of an object, such as the `_metadata` of a state dict. None of them is weights: dropped.
    private mutating func build() throws(MalformedWeights) {
        guard case .dictionary = try pop(), available > 0, case .dictionary? = stack.last else {
            throw broken("gives attributes to what is no dictionary: refused")
        }
    }

    private mutating func readPersistentIdentifier() throws(MalformedWeights) {
        // 'storage', type, key, location, element count; the old format adds a view, which nobody has written since
        // PyTorch 0.4.
        let parts = try pickle.tuple(pop(), "a persistent identifier")
        guard 5...6 ~= parts.count, case .global(.storage(let dataType)) = parts[1],
            try pickle.name(parts[0], "a kind of identifier") == "storage"
        else {
            throw broken("refers to something other than a storage")
        }
        if parts.count == 6 {
            guard case .none = parts[5] else { throw broken("has a storage that is a view of another; not supported") }
        }
        let storage = Pickle.Storage(
            dataType: dataType, key: try pickle.name(parts[2], "a storage key"),
            elementCount: try pickle.count(parts[4], "a storage size"))
        if let place = storagesByKey[storage.key] {
            let known = pickle.storages[place]
            guard known.dataType == dataType, known.elementCount == storage.elementCount else {
                throw broken("describes storage \(MalformedWeights.quoted(storage.key)) in two ways")
            }
            return try push(.storage(place))
        }
        guard pickle.storages.count < WeightsLimit.tensorCount else {
            throw broken("has more than \(WeightsLimit.tensorCount) storages")
        }
        pickle.storages.append(storage)
        storagesByKey[storage.key] = pickle.storages.count - 1
        try push(.storage(pickle.storages.count - 1))
    }
}
