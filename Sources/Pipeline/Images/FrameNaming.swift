/// How pictures of a folder are ordered and named.
enum FrameNaming {
    /// Whether `first` comes before `second` as people count: runs of digits compare as numbers ("2" before "10"),
    /// everything else as text. Names that differ only in leading zeros compare as text.
    static func naturalOrder(_ first: String, _ second: String) -> Bool {
        var left = Substring(first)[...]
        var right = Substring(second)[...]
        while let a = left.first, let b = right.first {
            if a.isASCIIDigit && b.isASCIIDigit {
                let leftNumber = takeNumber(&left)
                let rightNumber = takeNumber(&right)
                if leftNumber.count != rightNumber.count { return leftNumber.count < rightNumber.count }
                if leftNumber != rightNumber { return leftNumber < rightNumber }
            } else {
                if a != b { return a < b }
                left.removeFirst()
                right.removeFirst()
            }
        }
        if left.isEmpty != right.isEmpty { return left.isEmpty }
        return first < second
    }

    /// Removes the digits at the start of `text`; gives them without leading zeros.
    private static func takeNumber(_ text: inout Substring) -> Substring {
        let digits = text.prefix { $0.isASCIIDigit }
        text = text.dropFirst(digits.count)
        return digits.drop { $0 == "0" }
    }

    /// "scan_007" and "dpx" for "scan_007.DPX"; the extension is lowercased, and empty if there is none.
    static func split(_ name: String) -> (stem: String, fileExtension: String) {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return (name, "") }
        return (String(name[..<dot]), name[name.index(after: dot)...].lowercased())
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
