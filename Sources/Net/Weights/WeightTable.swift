/// The element types that weights files hold.
package enum DataType: Sendable, Hashable {
    case float32, float64, float16, bfloat16
    case int64, int32, int16, int8, uint8, bool

    /// Bytes an element.
    package var byteCount: Int {
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
package protocol WeightBytes: AnyObject, Sendable {
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
    package var path: String? { nil }

    package func load(_ range: Range<Int>) throws(MalformedWeights) {}

    package func withBytes<Result>(
        _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(MalformedWeights) -> Result {
        body(UnsafeRawBufferPointer(rebasing: bytes[range]))
    }

    package func release() {}
}

/// One tensor of a weights file: a checked view into the file's bytes. Nothing is copied until it is asked for.
package struct WeightTensor: Sendable {
    /// Sizes, outermost first; empty for a scalar.
    package let shape: [Int]
    /// Distance between neighbours along each axis, in elements.
    package let strides: [Int]
    /// Of the elements as they lie in the file.
    package let dataType: DataType
    package let owner: any WeightBytes
    /// Offset of the first element in `owner.bytes`. Every element that `shape` and `strides` reach lies inside:
    /// whoever makes a tensor has checked that.
    package let byteOffset: Int

    /// A tensor whose elements are known to lie inside `owner.bytes`.
    package init(shape: [Int], strides: [Int], dataType: DataType, owner: any WeightBytes, byteOffset: Int) {
        self.shape = shape
        self.strides = strides
        self.dataType = dataType
        self.owner = owner
        self.byteOffset = byteOffset
    }

    /// Product of the shape; 1 for a scalar.
    package var elementCount: Int { shape.reduce(1, *) }
}

/// What a weights file says, whatever its format.
public struct WeightTable: Sendable {
    /// The file it came from; nil for the embedded weights.
    package let path: String?
    /// Free-form metadata (the `__metadata__` of a safetensors file; empty for PyTorch's formats).
    package let metadata: [String: String]
    /// The tensors by name: "model1.0.weight".
    package let tensors: [String: WeightTensor]

    /// A table of these tensors.
    package init(path: String?, metadata: [String: String], tensors: [String: WeightTensor]) {
        self.path = path
        self.metadata = metadata
        self.tensors = tensors
    }
}
