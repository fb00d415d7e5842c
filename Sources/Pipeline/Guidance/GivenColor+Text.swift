extension GivenColor {
    /// The sixteen names of HTML 4 and orange, as CSS 2.1 defines them.
    private static let names: [String: UInt32] = [
        "black": 0x000000, "silver": 0xc0c0c0, "gray": 0x808080, "white": 0xffffff, "maroon": 0x800000, "red": 0xff0000,
        "purple": 0x800080, "fuchsia": 0xff00ff, "green": 0x008000, "lime": 0x00ff00, "olive": 0x808000,
        "yellow": 0xffff00, "navy": 0x000080, "blue": 0x0000ff, "teal": 0x008080, "aqua": 0x00ffff, "orange": 0xffa500,
    ]

    /// Reads "#b08d57", "lab(12 -30)", "neutral" or a name; nil for anything else.
    init?(_ text: String) {
        let lower = text.lowercased()
        if lower == "neutral" {
            self = .lab(a: 0, b: 0)
        } else if let value = GivenColor.names[lower] {
            self.init(value)
        } else if let color = GivenColor(hexadecimal: lower[...]) {
            self = color
        } else if lower.hasPrefix("lab("), lower.hasSuffix(")") {
            let numbers = lower.dropFirst(4).dropLast().split(separator: " ").map { Double($0) }
            guard numbers.count == 2, let a = numbers[0], let b = numbers[1], abs(a) <= 128, abs(b) <= 128 else {
                return nil
            }
            self = .lab(a: a, b: b)
        } else {
            return nil
        }
    }

    /// Reads "#b08d57"; nil for anything else.
    init?(hexadecimal text: Substring) {
        guard text.utf8.count == 7, text.first == "#", text.dropFirst().allSatisfy(\.isHexDigit),
            let value = UInt32(text.dropFirst(), radix: 16)
        else { return nil }
        self.init(value)
    }

    private init(_ value: UInt32) {
        self = .rgb(
            red: UInt8(value >> 16 & 255), green: UInt8(value >> 8 & 255), blue: UInt8(value & 255))
    }
}
