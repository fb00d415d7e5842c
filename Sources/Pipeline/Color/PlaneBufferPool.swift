internal import Flow
import PixelKernels

/// Memory for planes, used again from frame to frame, so that a film does not ask the system for zeroed pages for
/// every picture. Planes may be taken and given back on any thread.
package final class PlaneBufferPool: Sendable {
    /// Memory that exactly one holder owns: a `PlaneBuffer` or the list of idle ones.
    struct Block: @unchecked Sendable {
        // Sendable because ownership moves with the value: the pool forgets a block when it hands it out.
        let memory: UnsafeMutableRawPointer
        let byteCount: Int
    }

    private struct Idle: Sendable {
        /// Longest idle first.
        var blocks: [Block] = []
        var byteCount = 0
    }

    /// Samples of the largest plane, that of a picture of 65,536 × 65,536.
    private static let largestCount = 1 << 32

    /// Idle memory beyond this many bytes is returned to the system, the longest idle first.
    package let idleLimitBytes: Int
    private let idle = Guarded(Idle())

    /// - Parameter idleLimitBytes: enough by default for the frames of a film of 3840 × 2160 that wait between stages.
    package init(idleLimitBytes: Int = 256 << 20) {
        self.idleLimitBytes = idleLimitBytes
    }

    deinit {
        idle.withLock { idle in
            for block in idle.blocks { pixel_memory_free(block.memory) }
        }
    }

    /// A plane of width × height floats with unspecified contents.
    ///
    /// - Throws: `ColorError` where there is no such plane or not enough memory for it.
    package func take(width: Int, height: Int) throws(ColorError) -> PlaneBuffer {
        guard width > 0, height > 0 else { throw PictureLayout.unusable("\(width)x\(height) samples") }
        let (count, overflows) = width.multipliedReportingOverflow(by: height)
        guard !overflows, count <= Self.largestCount,
            let block = block(byteCount: count * MemoryLayout<Float>.stride)
        else {
            throw ColorError(reason: "out of memory: no room for a picture of \(width)x\(height)")
        }
        return PlaneBuffer(width: width, height: height, block: block, pool: self)
    }

    private func block(byteCount: Int) -> Block? {
        // The planes of a film come in three or four sizes that repeat for each frame: an exact match is the rule.
        let idleBlock = idle.withLock { idle -> Block? in
            guard let index = idle.blocks.lastIndex(where: { $0.byteCount == byteCount }) else { return nil }
            idle.byteCount -= byteCount
            return idle.blocks.remove(at: index)
        }
        if let idleBlock { return idleBlock }
        return pixel_memory_allocate(byteCount).map { Block(memory: $0, byteCount: byteCount) }
    }

    /// Takes back what a `PlaneBuffer` of this pool held; called by its deinit.
    func giveBack(_ block: Block) {
        let surplus = idle.withLock { idle -> [Block] in
            idle.blocks.append(block)
            idle.byteCount += block.byteCount
            var surplus: [Block] = []
            while idle.byteCount > idleLimitBytes, !idle.blocks.isEmpty {
                let oldest = idle.blocks.removeFirst()
                idle.byteCount -= oldest.byteCount
                surplus.append(oldest)
            }
            return surplus
        }
        for block in surplus { pixel_memory_free(block.memory) }
    }

    /// Bytes held for later, at most `idleLimitBytes`.
    var idleByteCount: Int { idle.withLock { $0.byteCount } }
}
