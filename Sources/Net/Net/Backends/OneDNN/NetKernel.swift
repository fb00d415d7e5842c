internal import OneDNNShim
internal import PixelKernels

/// A loop of `PixelKernels` between oneDNN's operations, whose work can be divided among threads.
///
/// Nothing in it changes once it is made, and several executors may run it at a time.
protocol NetKernel: Sendable {
    /// For profiles.
    var name: String { get }
    /// Pieces that the work can be divided into: rows, heads.
    var pieceCount: Int { get }
    /// Floats of memory that each part of the work needs for itself.
    var scratchCount: Int { get }

    /// Does a range of the pieces. `tensors`: where what it works on begins, in the order in which the lowering gave
    /// it.
    func run(_ tensors: [UnsafeMutableRawPointer], _ pieces: Range<Int>, scratch: UnsafeMutablePointer<Float>)
}

extension NetKernel {
    var scratchCount: Int { 0 }

    var kernels: net_kernels { pixel_kernels_best().pointee.net }

    var implementation: String { "\(name):\(String(cString: pixel_kernels_best().pointee.name))" }
}

/// A kernel with an executor's memory: runs without allocating.
final class NetKernelCall {
    private let kernel: any NetKernel
    private let tensors: [UnsafeMutableRawPointer]
    private let partCount: Int
    /// One part's after another.
    private let scratch: TensorBuffer

    /// Throws `execution` if there is no memory.
    init(_ kernel: any NetKernel, _ tensors: [UnsafeMutableRawPointer], threadCount: Int) throws(NetError) {
        self.kernel = kernel
        self.tensors = tensors
        // As many as oneDNN's operations have, even if some find nothing to do: to change the number of threads between
        // operations would cost more.
        partCount = kernel.pieceCount > 1 ? max(1, threadCount) : 1
        scratch = try TensorBuffer(byteCount: partCount * kernel.scratchCount * MemoryLayout<Float>.stride)
    }

    /// Does all of the work, on oneDNN's threads.
    func run() {
        onednn_run_parts(
            Int32(clamping: partCount),
            { context, part in
                Unmanaged<NetKernelCall>.fromOpaque(context).takeUnretainedValue().run(part: Int(part))
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func run(part: Int) {
        let pieces = kernel.pieceCount
        let own = (part * pieces / partCount)..<((part + 1) * pieces / partCount)
        guard !own.isEmpty else { return }
        let memory = scratch.start.assumingMemoryBound(to: Float.self)
        kernel.run(tensors, own, scratch: memory + part * kernel.scratchCount)
    }
}
