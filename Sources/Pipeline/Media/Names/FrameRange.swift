/// Frames `lower`, `lower` + 1, … `upper` − 1 of an input, counted from 0 by their place in it (half-open). Without an
/// `upper` it goes to the end.
package struct FrameRange: Codable, Sendable, Hashable {
    /// The first frame's place, 0 or more.
    package let lower: Int
    /// The place after the last frame's, greater than `lower`; nil for the end, wherever that is.
    package let upper: Int?

    /// nil unless 0 ≤ `lower` < `upper`.
    package init?(lower: Int, upper: Int?) {
        guard lower >= 0, upper.map({ $0 > lower }) ?? true else { return nil }
        self.lower = lower
        self.upper = upper
    }

    /// Reads "A-B", "A-" (to the end) or "-B" (from the start); nil for anything else, and where no frame would be
    /// left.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !(parts[0].isEmpty && parts[1].isEmpty) else { return nil }
        guard parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }) else { return nil }
        let ends = parts.map { Int($0) }
        // A number that does not fit is no number.
        guard zip(parts, ends).allSatisfy({ $0.isEmpty || $1 != nil }) else { return nil }
        self.init(lower: ends[0] ?? 0, upper: ends[1])
    }

    /// Whether the frame at this place is in the range.
    package func contains(_ place: Int) -> Bool { place >= lower && upper.map { place < $0 } ?? true }

    /// The part that an input of `count` frames has; empty if it ends before `lower`.
    package func clamped(toCount count: Int) -> Range<Int> {
        let end = min(upper ?? count, count)
        return lower < end ? lower..<end : end..<end
    }
}

extension FrameRange: CustomStringConvertible {
    /// "A-B" or "A-", as it is read.
    package var description: String { "\(lower)-\(upper.map { "\($0)" } ?? "")" }
}
