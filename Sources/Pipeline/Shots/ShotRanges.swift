/// The shots of a film, as far as its cuts are known.
package struct ShotRanges: Sendable {
    /// First frames of shots, in order; frame 0 is always one.
    private let starts: [Int]

    /// The shots that these cuts make.
    package init(_ cuts: CutList) { starts = cuts.frames.union([0]).sorted() }

    /// The frames of the shot that frame `number` is in; without an end for the last.
    package func shot(of number: Int) -> Range<Int> {
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= number { low = middle + 1 } else { high = middle }
        }
        return starts[max(0, low - 1)]..<(low < starts.count ? starts[low] : .max)
    }
}
