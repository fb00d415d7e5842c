/// A time as people write it: "90", "1:30", "0:01:30.5".
package struct ClockTime: Hashable, Sendable {
    /// 0 to 1e9.
    package let seconds: Double

    /// nil for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count) else { return nil }
        var seconds = 0.0
        for (place, part) in parts.enumerated() {
            let isLast = place == parts.count - 1
            guard part.allSatisfy({ ("0"..."9").contains($0) || (isLast && $0 == ".") }), let value = Double(part)
            else {
                return nil
            }
            // "1:75" is a slip of the pen.
            if place > 0 && value >= 60 { return nil }
            seconds = 60 * seconds + value
        }
        guard seconds < 1e9 else { return nil }
        self.seconds = seconds
    }
}
