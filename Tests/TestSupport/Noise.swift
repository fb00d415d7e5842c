/// The same numbers in every run (Knuth's MMIX generator).
package struct Noise {
    private var state: UInt64
    /// Starts with `seed`.
    package init(seed: UInt64) { state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493 }

    /// 0..<bound.
    package mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }

    /// A number of the range, evenly spread.
    package mutating func next(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * Double(next(1 << 24)) / Double((1 << 24) - 1)
    }
}
