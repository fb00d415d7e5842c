internal import Files

/// Text from files and names of files, made fit for a terminal.
package enum Printable {
    /// `text` on one line, and nothing in it that a terminal would act upon: control characters, line breaks, marks
    /// that turn the direction of writing and the bytes of a path that are not UTF-8 are written as `\\x1B` or
    /// `\\u{2028}`.
    package static func line(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isActive) else { return text }
        var line = ""
        for scalar in text.unicodeScalars {
            guard isActive(scalar) else {
                line.unicodeScalars.append(scalar)
                continue
            }
            let byte = scalar.escapedPathByte ?? (scalar.isASCII ? UInt8(scalar.value) : nil)
            let digits = String(byte.map { UInt32($0) } ?? scalar.value, radix: 16, uppercase: true)
            line += byte != nil ? "\\x" + (digits.count < 2 ? "0" : "") + digits : "\\u{\(digits)}"
        }
        return line
    }

    private static func isActive(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.escapedPathByte != nil { return true }
        return switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        default: false
        }
    }
}
