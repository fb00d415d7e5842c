import PixelKernels

/// The weights of one axis of a resize with Pillow's antialiased bicubic filter.
///
/// Keys' cubic with a = −½; when shrinking, the filter is widened by the scale; weights that would fall outside the
/// source are left out and the others divided by their sum (Pillow, src/libImaging/Resample.c).
struct ResizeAxis: Sendable {
    private let size: Int32
    private let taps: Int32
    private let first: KernelTable<Int32>
    private let count: KernelTable<Int32>
    private let weights: KernelTable<Float>
    private let fixedWeights: KernelTable<Int32>

    /// - Parameters:
    ///   - sourceSize: samples in the source.
    ///   - span: length of the stretch of the source that is resized, in source samples.
    ///   - offset: where it begins, in source samples; the middle of the first sample is at ½.
    ///   - size: samples in the result.
    init(sourceSize: Int, span: Double, offset: Double = 0, size: Int) {
        let scale = span / Double(size)
        let widening = max(scale, 1)
        let support = 2 * widening

        var bounds: [Range<Int>] = []
        for i in 0..<size {
            let center = offset + (Double(i) + 0.5) * scale
            let low = max(Int(center - support + 0.5), 0)
            let high = min(Int(center + support + 0.5), sourceSize)
            bounds.append(low..<high)
        }
        let most = bounds.map(\.count).max() ?? 0
        let vector = PIXEL_WIDEST
        let taps = (most + vector - 1) / vector * vector

        var weights = [Float](repeating: 0, count: size * taps)
        var fixedWeights = [Int32](repeating: 0, count: size * taps)
        let one = Double(1 << PIXEL_RESIZE_BITS)
        for i in 0..<size {
            let center = offset + (Double(i) + 0.5) * scale
            let row = bounds[i].map { Self.cubic((Double($0) - center + 0.5) * (1 / widening)) }
            let sum = row.reduce(0, +)
            for (t, weight) in row.enumerated() {
                let weight = weight / sum
                weights[i * taps + t] = Float(weight)
                fixedWeights[i * taps + t] = Int32(weight * one + (weight < 0 ? -0.5 : 0.5))
            }
        }
        self.size = Int32(size)
        self.taps = Int32(taps)
        first = KernelTable(bounds.map { Int32($0.lowerBound) })
        count = KernelTable(bounds.map { Int32($0.count) })
        self.weights = KernelTable(weights)
        self.fixedWeights = KernelTable(fixedWeights)
    }

    private static func cubic(_ x: Double) -> Double {
        let a = -0.5
        let x = abs(x)
        if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
        return 0
    }

    /// Pointers into the tables: valid as long as this value lives.
    var kernelAxis: pixel_resize_axis {
        pixel_resize_axis(
            size: size, taps: taps, first: first.base, count: count.base, weights: weights.base,
            fixed_weights: fixedWeights.base)
    }
}
