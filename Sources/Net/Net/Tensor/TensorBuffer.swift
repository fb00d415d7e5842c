internal import Glibc

/// Memory for tensors, aligned for the widest vectors. Starts as zeros.
final class TensorBuffer {
    /// Valid as long as the buffer is.
    let start: UnsafeMutableRawPointer
    let byteCount: Int

    /// Bytes: a cache line, and the widest vector there is.
    static let alignment = 64
    /// The kernel can back memory aligned to this with pages of this size, which saves address translations.
    private static let largePageByteCount = 2 << 20

    /// Throws `execution` if there is no such memory.
    init(byteCount: Int) throws(NetError) {
        let alignment = byteCount >= Self.largePageByteCount ? Self.largePageByteCount : Self.alignment
        var pointer: UnsafeMutableRawPointer?
        guard byteCount >= 0, posix_memalign(&pointer, alignment, max(byteCount, 1)) == 0, let pointer else {
            throw NetError(.execution, operation: "reserve memory", reason: "no \(byteCount) bytes are free")
        }
        if alignment == Self.largePageByteCount { madvise(pointer, byteCount, MADV_HUGEPAGE) }
        memset(pointer, 0, byteCount)
        start = pointer
        self.byteCount = byteCount
    }

    deinit {
        free(start)
    }
}
