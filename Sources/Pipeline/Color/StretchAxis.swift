package import PixelKernels

/// One axis of a bilinear enlargement, with the positions of PyTorch's `interpolate(mode="bilinear",
/// align_corners=False)`: sample x of the result lies at (x + ½) from / to − ½ in the source, kept inside it.
package struct StretchAxis: Sendable {
    private let from: Int32
    private let to: Int32
    private let index: KernelTable<Int32>
    private let weight: KernelTable<Float>
    private let run: KernelTable<Int32>

    /// - Parameters:
    ///   - from: samples in the source, at least 1.
    ///   - to: samples in the result, at least 1.
    package init(from: Int, to: Int) {
        let positions = (0..<to).map { max((Double($0) + 0.5) * Double(from) / Double(to) - 0.5, 0) }
        let indices = positions.map { min(Int($0), from - 1) }
        var run = [Int32](repeating: Int32(to), count: from + 1)
        for (x, index) in indices.enumerated().reversed() { run[index] = Int32(x) }
        // A source sample that no sample of the result follows has an empty run.
        for i in (0..<from).reversed() { run[i] = min(run[i], run[i + 1]) }
        self.from = Int32(from)
        self.to = Int32(to)
        index = KernelTable(indices.map { Int32($0) })
        let padding = [Float](repeating: 0, count: PIXEL_WIDEST)
        weight = KernelTable(zip(positions, indices).map { Float($0 - Double($1)) } + padding)
        self.run = KernelTable(run)
    }

    /// Pointers into the tables: valid as long as this value lives.
    package var kernelAxis: pixel_stretch_axis {
        pixel_stretch_axis(from: from, to: to, index: index.base, weight: weight.base, run: run.base)
    }
}
