/// A plane of floats, row after row without gaps, aligned to 64 bytes. Goes back to its pool when it is destroyed, on whatever
/// thread that happens.
struct PlaneBuffer: ~Copyable, @unchecked Sendable {
    // Sendable because it cannot be copied: whoever holds it is the only one who can reach the memory.

    /// Samples in a row.
    let width: Int
    /// Rows.
    let height: Int
    private let block: PlaneBufferPool.Block
    private let pool: PlaneBufferPool

    init(width: Int, height: Int, block: PlaneBufferPool.Block, pool: PlaneBufferPool) {
        self.width = width
        self.height = height
        self.block = block
        self.pool = pool
    }

    deinit { pool.giveBack(block) }

    /// Samples in the plane.
    var count: Int { width * height }

    /// Bytes the samples take.
    var byteCount: Int { count * MemoryLayout<Float>.stride }

    /// The first sample, for the kernels. Valid as long as the plane; do not keep it.
    var base: UnsafeMutablePointer<Float> { block.memory.assumingMemoryBound(to: Float.self) }

    /// Calls `body` with the samples, row after row.
    func withSpan<Result: ~Copyable, Failure: Error>(
        _ body: (Span<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeBufferPointer(start: base, count: count).span)
    }

    /// Calls `body` with the samples, row after row, to be changed.
    mutating func withMutableSpan<Result: ~Copyable, Failure: Error>(
        _ body: (inout MutableSpan<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var span = UnsafeMutableBufferPointer(start: base, count: count).mutableSpan
        return try body(&span)
    }
}
