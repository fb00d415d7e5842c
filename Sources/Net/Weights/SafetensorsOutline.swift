/// The shape of a safetensors header, taken before its JSON is decoded: how many names and fields it has, and that it
/// nests and lists no more than such a header may. Whether it is JSON at all is the decoder's business.
struct SafetensorsOutline {
    /// Names in the outer object, counted as written: one that comes twice counts twice.
    private(set) var nameCount = 0
    /// Names in the objects inside, together.
    private(set) var fieldCount = 0
    private(set) var hasMetadata = false

    /// Header, tensor, shape.
    private static let maximumDepth = 3
    private static let maximumFieldCount = 3 * WeightsLimit.tensorCount + WeightsLimit.safetensorsMetadataEntries
    /// A tensor's fields, the places of its shape, and itself.
    private static let maximumCommaCount = maximumFieldCount + (WeightsLimit.rank + 1) * WeightsLimit.tensorCount

    init(_ bytes: UnsafeRawBufferPointer) throws(MalformedWeights) {
        guard bytes.first == UInt8(ascii: "{") else {
            throw MalformedWeights("its header does not begin with {")
        }
        var depth = 0
        var commaCount = 0
        var listCount = 0
        var index = 0
        var string = 0..<0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                string = try Self.string(in: bytes, from: index)
                index = string.upperBound
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                listCount = 0
                guard depth <= Self.maximumDepth else {
                    throw MalformedWeights("its header nests deeper than a name, its fields and their lists")
                }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
            case UInt8(ascii: ":"):
                try countName(bytes[string], depth: depth)
            case UInt8(ascii: ","):
                commaCount += 1
                listCount += 1
                guard depth < Self.maximumDepth || listCount < WeightsLimit.rank else {
                    throw MalformedWeights("its header has a list longer than \(WeightsLimit.rank)")
                }
                guard commaCount <= Self.maximumCommaCount else {
                    throw MalformedWeights("its header has more than \(Self.maximumCommaCount) values")
                }
            case 0x00..<0x09, 0x0B..<0x0D, 0x0E..<0x20:
                throw MalformedWeights("its header has a control character")
            default:
                break
            }
            index += 1
        }
    }

    /// The text of the string whose opening quotation mark is at `start`, without the marks.
    private static func string(in bytes: UnsafeRawBufferPointer, from start: Int) throws(MalformedWeights) -> Range<Int>
    {
        var index = start + 1
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""): return (start + 1)..<index
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        throw MalformedWeights("its header ends inside a string")
    }

    private mutating func countName(_ name: Slice<UnsafeRawBufferPointer>, depth: Int) throws(MalformedWeights) {
        guard depth == 1 else {
            fieldCount += 1
            guard fieldCount <= Self.maximumFieldCount else {
                throw MalformedWeights("its header has more than \(Self.maximumFieldCount) fields")
            }
            return
        }
        nameCount += 1
        hasMetadata = hasMetadata || name.elementsEqual("__metadata__".utf8)
        guard nameCount <= WeightsLimit.tensorCount + 1 else {
            throw MalformedWeights("it has more than \(WeightsLimit.tensorCount) tensors")
        }
        guard name.count <= WeightsLimit.nameBytes else {
            throw MalformedWeights("its header has a name longer than \(WeightsLimit.nameBytes) bytes")
        }
    }
}
