/// Numbered names such as "scan_%06d.dpx", as FFmpeg writes them: one `%d` or `%06d` in the name; `%%` is a percent
/// sign.
package struct PicturePattern: Sendable, Hashable {
    /// As the user wrote it.
    let path: String
    let folder: String
    private let prefix: String
    private let suffix: String
    /// Numbers with fewer digits get zeros in front.
    private let digits: Int

    /// nil if the last part of `path` is no pattern.
    init?(path: String) {
        let (folder, name) = FrameNaming.splitPath(path)
        var prefix = ""
        var text = String.UnicodeScalarView()
        var digits: Int?
        // Scalars: a mark that joins the "d" or the "%" would make another character of it.
        var rest = Substring(name).unicodeScalars
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                text.append(scalar)
                continue
            }
            if rest.first == "%" {
                rest.removeFirst()
                text.append("%")
                continue
            }
            let width = rest.prefix { ("0"..."9").contains($0) }
            rest = rest.dropFirst(width.count)
            guard rest.popFirst() == "d", digits == nil, let count = PicturePattern.leastDigits(Substring(width)) else {
                return nil
            }
            digits = count
            prefix = String(text)
            text = String.UnicodeScalarView()
        }
        guard let digits else { return nil }
        self.path = path
        self.folder = folder
        self.prefix = prefix
        suffix = String(text)
        self.digits = digits
    }

    /// "" for %d, "06" for %06d. A width without zero would mean spaces, which nobody has in the names of files.
    private static func leastDigits(_ width: Substring) -> Int? {
        if width.isEmpty { return 1 }
        guard width.first == "0", let count = Int(width), (1...18).contains(count) else { return nil }
        return count
    }

    /// The extension of the names, lowercased.
    var fileExtension: String { FrameNaming.split(prefix + "0" + suffix).fileExtension }

    func name(_ number: Int) -> String {
        let text = "\(number)"
        return prefix + String(repeating: "0", count: max(0, digits - text.count)) + text + suffix
    }

    /// The number in a name that follows the pattern; nil for any other name.
    func number(of name: String) -> Int? {
        // The run of digits that the number is in, whose first and last ones may be the prefix's and the suffix's. Runs
        // are counted, not characters: those of one name may be coded in several ways, and a combining mark behind the
        // number makes one of its digits another character.
        let isDigit: (UInt8) -> Bool = { FrameNaming.isDigit($0) }
        let runs = name.utf8.split { !isDigit($0) }
        let place = (prefix + "0").utf8.split { !isDigit($0) }.count - 1
        guard runs.indices.contains(place) else { return nil }
        let digits = runs[place].dropFirst(prefix.utf8.reversed().prefix(while: isDigit).count)
            .dropLast(suffix.utf8.prefix(while: isDigit).count)
        guard let number = Int(Substring(digits)), self.name(number) == name else { return nil }
        return number
    }
}
