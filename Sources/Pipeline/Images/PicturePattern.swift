/// Numbered names such as "scan_%06d.dpx", as FFmpeg writes them: one `%d` or `%06d` in the name; `%%` is a percent sign.
struct PicturePattern: Sendable, Hashable {
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
        var text = ""
        var digits: Int?
        var rest = Substring(name)
        while let character = rest.popFirst() {
            guard character == "%" else {
                text.append(character)
                continue
            }
            if rest.first == "%" {
                rest.removeFirst()
                text.append("%")
                continue
            }
            let width = rest.prefix { FrameNaming.isDigit($0) }
            rest = rest.dropFirst(width.count)
            guard rest.popFirst() == "d", digits == nil, let count = PicturePattern.leastDigits(width) else {
                return nil
            }
            digits = count
            prefix = text
            text = ""
        }
        guard let digits else { return nil }
        self.path = path
        self.folder = folder
        self.prefix = prefix
        self.suffix = text
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
        guard name.count > prefix.count + suffix.count, name.hasPrefix(prefix), name.hasSuffix(suffix) else {
            return nil
        }
        guard let number = Int(name.dropFirst(prefix.count).dropLast(suffix.count)), number >= 0 else { return nil }
        return self.name(number) == name ? number : nil
    }
}
