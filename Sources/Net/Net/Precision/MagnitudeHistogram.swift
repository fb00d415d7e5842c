/// How often magnitudes occur among numbers, in bins of equal width; the range doubles as larger ones come.
struct MagnitudeHistogram {
    static let binCount = 2048
    /// Of the numbers other than 0.
    private(set) var counts = [Int](repeating: 0, count: binCount)
    /// The upper end of the last bin.
    private(set) var range: Float = 0x1p-20

    /// Counts the numbers; of many, evenly spread ones.
    mutating func add(_ numbers: UnsafeBufferPointer<Float>) {
        // Odd, so that no channel of a picture is left out.
        let step = numbers.count / 10_000 | 1
        var largest: Float = 0
        // A number that is none, or infinite, says nothing about the others.
        for index in stride(from: 0, to: numbers.count, by: step) where numbers[index].magnitude < 0x1p100 {
            largest = max(largest, numbers[index].magnitude)
        }
        while range <= largest { double() }
        let scale = Float(Self.binCount) / range
        for index in stride(from: 0, to: numbers.count, by: step) {
            let magnitude = numbers[index].magnitude
            guard magnitude > 0, magnitude <= largest else { continue }
            counts[min(Int(magnitude * scale), Self.binCount - 1)] += 1
        }
    }

    private mutating func double() {
        for bin in 0..<(Self.binCount / 2) { counts[bin] = counts[2 * bin] + counts[2 * bin + 1] }
        for bin in (Self.binCount / 2)..<Self.binCount { counts[bin] = 0 }
        range *= 2
    }

    /// The magnitude at which to cut off so that numbers rounded to `levels` equal steps up to it, and larger ones cut,
    /// have the least mean square error; 0 if there were no numbers but 0.
    ///
    /// Rounding to steps of s has a mean square error of s² / 12 (Widrow, "Statistical analysis of amplitude-quantized
    /// sampled-data systems", 1961).
    func bestLimit(levels: Float) -> Float {
        guard let last = counts.lastIndex(where: { $0 > 0 }) else { return 0 }
        let total = counts.reduce(0) { $0 + Double($1) }
        // In bins. From the last one downwards, so that the squared distances of the numbers cut off grow by each step.
        var best = (limit: 0.0, error: Double.infinity)
        var cutOff = (count: 0.0, distances: 0.0, squares: 0.0)
        // Cutting off more than nine tenths of the range never paid.
        for bin in (max(last / 10, 1)...max(last + 1, 1)).reversed() {
            if bin <= last {
                cutOff.squares += 2 * cutOff.distances + cutOff.count
                cutOff.distances += cutOff.count
                // All of a bin at its middle.
                let count = Double(counts[bin])
                cutOff.count += count
                cutOff.distances += count / 2
                cutOff.squares += count / 4
            }
            let step = Double(bin) / Double(levels)
            let error = cutOff.squares + total * step * step / 12
            if error <= best.error { best = (Double(bin), error) }
        }
        return Float(best.limit * Double(range) / Double(Self.binCount))
    }
}
