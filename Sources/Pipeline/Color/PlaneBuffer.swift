/// A plane of floats, row after row without gaps, aligned to 64 bytes. Goes back to its pool when it is destroyed, on
/// whatever thread that happens.
package struct PlaneBuffer: ~Copyable, @unchecked Sendable {
    // Sendable because it cannot be copied: whoever holds it is the only one who can reach the memory.

    /// Samples in a row.
    package let width: Int
    /// Rows.
    package let height: Int
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
    package var count: Int { width * height }

    package var byteCount: Int { block.byteCount }

    /// The first sample. Like `values` and `mutableValues` valid only while the plane lives: use the plane once more
    /// after the last use of the pointer, or `extendLifetime(_:)`.
    package var base: UnsafeMutablePointer<Float> { block.memory.assumingMemoryBound(to: Float.self) }

    /// The first sample of a row, 0..<height; see `base`.
    package func row(_ y: Int) -> UnsafeMutablePointer<Float> { base + y * width }

    /// The samples, row after row.
    package var values: UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: base, count: count) }

    /// The samples, row after row, to be written.
    package var mutableValues: UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: base, count: count)
    }
}
