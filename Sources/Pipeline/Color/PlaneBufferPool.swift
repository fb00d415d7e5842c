import PixelKernels
import Synchronization

/// Memory for planes, used again from frame to frame, so that a film does not ask the system for zeroed pages for
/// every picture. Planes may be taken and given back on any thread.
final class PlaneBufferPool: Sendable {
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

    /// Idle memory beyond this many bytes is returned to the system, the longest idle first.
    let idleLimitBytes: Int
    private let idle = Mutex(Idle())

    init(idleLimitBytes: Int) {
        self.idleLimitBytes = idleLimitBytes
    }

    deinit {
        idle.withLock { idle in
            for block in idle.blocks { pixel_memory_free(block.memory) }
        }
    }

    /// A plane of width × height floats with unspecified contents.
    ///
    /// - Throws: `ColorPathError.outOfMemory`; `.unusableLayout` if a size is not positive.
    func take(width: Int, height: Int) throws(ColorPathError) -> PlaneBuffer {
        guard width > 0, height > 0 else { throw .unusableLayout("\(width)x\(height) samples") }
        let (count, countOverflows) = width.multipliedReportingOverflow(by: height)
        let (byteCount, bytesOverflow) = count.multipliedReportingOverflow(by: MemoryLayout<Float>.stride)
        guard !countOverflows, !bytesOverflow else { throw .outOfMemory(bytes: .max) }
        return PlaneBuffer(width: width, height: height, block: try block(byteCount: byteCount), pool: self)
    }

    private func block(byteCount: Int) throws(ColorPathError) -> Block {
        // The planes of a film come in three or four sizes that repeat for each frame: an exact match is the rule.
        let idleBlock = idle.withLock { idle -> Block? in
            guard let index = idle.blocks.lastIndex(where: { $0.byteCount == byteCount }) else { return nil }
            idle.byteCount -= byteCount
            return idle.blocks.remove(at: index)
        }
        if let idleBlock { return idleBlock }
        guard let memory = pixel_memory_allocate(byteCount) else { throw .outOfMemory(bytes: byteCount) }
        return Block(memory: memory, byteCount: byteCount)
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
