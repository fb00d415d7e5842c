/// Frames a second, as an exact fraction.
package struct FrameRate: Codable, Sendable, Hashable, CustomStringConvertible {
    /// What pictures get that say no rate themselves: that of cinema film.
    package static let usual = FrameRate(24, 1)

    let numerator: Int32
    let denominator: Int32

    private init(_ numerator: Int32, _ denominator: Int32) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// Reads "24", "24000/1001" or "16.667". The rates of NTSC are understood in their usual abbreviation: "23.976" is
    /// 24000/1001. nil for anything else, and for rates outside 1/1000 to 1000.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ $0.first.map(FrameNaming.isDigit) ?? false }) else { return nil }
        if parts.count == 2 {
            guard let numerator = Int32(parts[0]), let denominator = Int32(parts[1]), denominator > 0 else {
                return nil
            }
            self.init(numerator, denominator)
        } else {
            guard text.allSatisfy({ FrameNaming.isDigit($0) || $0 == "." }), let value = Double(text) else {
                return nil
            }
            self.init(nearest: value)
        }
        guard isUsable else { return nil }
    }

    /// The rate that `value`, rounded to two or more decimals, stands for; nil outside 1/1000 to 1000.
    init?(rounded value: Double) {
        self.init(nearest: value)
        guard isUsable else { return nil }
    }

    private init(nearest value: Double) {
        // 1000/1001 of a whole number is 0.1 % less than it; two decimals of 23.976 leave an error of 0.02 %.
        let whole = value.rounded()
        if (1...1000).contains(whole), abs(value - whole * 1000 / 1001) < 0.0003 * whole {
            self.init(Int32(whole) * 1000, 1001)
        } else {
            self.init(Int32((min(max(value, 0), 1001) * 1000).rounded()), 1000)
        }
    }

    private var isUsable: Bool {
        numerator > 0 && (0.001...1000).contains(Double(numerator) / Double(denominator))
    }

    /// "24" or "24000/1001".
    package var description: String {
        numerator % denominator == 0 ? "\(numerator / denominator)" : "\(numerator)/\(denominator)"
    }
}
