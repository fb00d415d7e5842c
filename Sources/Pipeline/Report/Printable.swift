/// Text from files and names of files, made fit for a terminal.
package enum Printable {
    /// `text` on one line, and nothing in it that a terminal would act upon: control characters, line breaks and marks
    /// that turn the direction of writing are written as `\\x1B` or `\\u{2028}`.
    package static func line(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isActive) else { return text }
        var line = ""
        for scalar in text.unicodeScalars {
            guard isActive(scalar) else {
                line.unicodeScalars.append(scalar)
                continue
            }
            let digits = String(scalar.value, radix: 16, uppercase: true)
            line += scalar.value < 0x80 ? "\\x" + (digits.count < 2 ? "0" : "") + digits : "\\u{\(digits)}"
        }
        return line
    }

    private static func isActive(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        default: false
        }
    }
}
