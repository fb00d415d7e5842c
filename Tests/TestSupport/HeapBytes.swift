internal import Weights

/// Bytes on the heap, in the place of a file.
///
/// `@unchecked Sendable`: written before anyone else sees them, then only read.
package final class HeapBytes: WeightBytes, @unchecked Sendable {
    /// All of them.
    package let bytes: UnsafeRawBufferPointer

    /// A copy of `contents`.
    package init(_ contents: [UInt8]) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: contents.count, alignment: 64)
        copy.copyBytes(from: contents)
        bytes = UnsafeRawBufferPointer(copy)
    }

    deinit {
        bytes.deallocate()
    }
}
