package import Color

/// Finds the first frames of shots in frames that come in order, as `SteadyWindow` does. For one thread at a time.
package final class CutFinder {
    /// Whether a shot begins with a frame depends on so many frames before it and, with it, as many from there.
    package static let delay = CutDetector.reach

    private let buffers: PlaneBufferPool
    private let kernels: KernelSet
    private let cuts: CutDetector
    /// The last frames; `first` is the place of the first of them.
    private var frames: [SteadyFrame] = []
    private var first = 0
    /// The place of the next frame of which nobody knows whether a shot begins with it.
    private var next = 1

    /// - Parameter kernels: for tests; the fastest by default.
    package init(buffers: PlaneBufferPool, kernels: KernelSet = .best) {
        self.buffers = buffers
        self.kernels = kernels
        cuts = CutDetector(buffers: buffers, kernels: kernels)
    }

    /// Takes the next frame's lightness, of any size. Throws `ColorError` if there is no memory.
    ///
    /// - Returns: places with which shots begin, of those that this frame decides; the first frame has place 0.
    package func add(lightness: borrowing PlaneBuffer) throws(ColorError) -> [Int] {
        frames.append(SteadyFrame(small: try SmallCopy(of: lightness, buffers: buffers, kernels: kernels)))
        return try decide { $0 + CutDetector.reach <= $1 }
    }

    /// The places that are left after the last frame.
    package func finish() throws(ColorError) -> [Int] { try decide { $0 < $1 } }

    private func decide(_ isDue: (_ place: Int, _ count: Int) -> Bool) throws(ColorError) -> [Int] {
        var found: [Int] = []
        while isDue(next, first + frames.count) {
            if try cuts.isCut(at: next - first, of: frames[...]) { found.append(next) }
            next += 1
            while first < next - CutDetector.reach {
                frames.removeFirst()
                first += 1
            }
        }
        return found
    }
}
