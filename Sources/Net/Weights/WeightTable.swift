/// The element types that weights files hold.
public enum DataType: Sendable, Hashable {
    case float32, float64, float16, bfloat16
    case int64, int32, int16, int8, uint8, bool

    /// Bytes an element.
    public var byteCount: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .float16, .bfloat16, .int16: 2
        case .int8, .uint8, .bool: 1
        }
    }
}

/// The bytes of a weights file, read-only and alive as long as anything refers to them: a file's, or bytes of the
/// executable.
protocol WeightBytes: AnyObject, Sendable {
    /// All of them. What has not been loaded may be zeros.
    var bytes: UnsafeRawBufferPointer { get }

    /// The file they come from, for messages.
    var path: String? { get }

    /// Makes sure that `range` of `bytes` holds what the file holds, until `release`. Throws if that cannot be read any
    /// more.
    func load(_ range: Range<Int>) throws(MalformedWeights)

    /// Lends the bytes at `range` to `body`, whatever others release meanwhile.
    func withBytes<Result>(
        _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(MalformedWeights) -> Result

    /// Gives back the memory that holds them, if they can be had again when they are next read.
    func release()
}

extension WeightBytes {
    var path: String? { nil }

    func load(_ range: Range<Int>) throws(MalformedWeights) {}

    func withBytes<Result>(
        _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(MalformedWeights) -> Result {
        body(UnsafeRawBufferPointer(rebasing: bytes[range]))
    }

    func release() {}
}

/// One tensor of a weights file: a checked view into the file's bytes. Nothing is copied until it is asked for.
public struct WeightTensor: Sendable {
    /// Sizes, outermost first; empty for a scalar.
    public let shape: [Int]
    /// Distance between neighbours along each axis, in elements.
    let strides: [Int]
    /// Of the elements as they lie in the file.
    public let dataType: DataType
    let owner: any WeightBytes
    /// Offset of the first element in `owner.bytes`. Every element that `shape` and `strides` reach lies inside:
    /// whoever makes a tensor has checked that.
    let byteOffset: Int

    /// Product of the shape; 1 for a scalar.
    public var elementCount: Int { shape.reduce(1, *) }
}

/// What a weights file says, whatever its format.
public struct WeightTable: Sendable {
    /// The file it came from; nil for the embedded weights.
    public let path: String?
    /// Free-form metadata (the `__metadata__` of a safetensors file; empty for PyTorch's formats).
    public let metadata: [String: String]
    /// The tensors by name: "model1.0.weight".
    public let tensors: [String: WeightTensor]
}
