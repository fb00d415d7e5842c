/// How pictures of a folder are ordered and named.
enum FrameNaming {
    /// Whether `first` comes before `second` as people count: runs of digits compare as numbers ("2" before "10"),
    /// everything else as text. Names that differ only in leading zeros compare as text.
    static func naturalOrder(_ first: String, _ second: String) -> Bool {
        var left = Substring(first)[...]
        var right = Substring(second)[...]
        while let a = left.first, let b = right.first {
            if isDigit(a) && isDigit(b) {
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
        let digits = text.prefix { isDigit($0) }
        text = text.dropFirst(digits.count)
        return digits.drop { $0 == "0" }
    }

    static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    /// "scan_007" and "dpx" for "scan_007.DPX"; the extension is lowercased, and empty if there is none.
    static func split(_ name: String) -> (stem: String, fileExtension: String) {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return (name, "") }
        return (String(name[..<dot]), name[name.index(after: dot)...].lowercased())
    }

    /// "reel/one" and "scan.dpx" for "reel/one/scan.dpx"; the folder is "." if none is named.
    static func splitPath(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    /// A folder's path without slashes at its end.
    static func folder(_ path: String) -> String {
        let end = path.lastIndex { $0 != "/" }
        return end.map { String(path[...$0]) } ?? "/"
    }

    /// Where the numbering of `names`, which are in natural order, leaves out numbers: the first such place, and how many
    /// numbers are missing in all. nil if none is. The number of a name is its last one; names that differ in anything
    /// else belong to different sequences.
    static func gaps(in names: [String]) -> (before: String, after: String, missing: Int)? {
        var found: (before: String, after: String, missing: Int)?
        for (name, next) in zip(names, names.dropFirst()) {
            guard let first = numbered(name), let second = numbered(next), first.prefix == second.prefix,
                first.suffix == second.suffix, second.number > first.number + 1
            else { continue }
            let missing = second.number - first.number - 1
            found = (found?.before ?? name, found?.after ?? next, (found?.missing ?? 0) + missing)
        }
        return found
    }

    /// "scan_", 7 and ".dpx" for "scan_007.dpx"; nil if there is no number, or one that counts no pictures: so long that a
    /// sum of such numbers might not fit.
    private static func numbered(_ name: String) -> (prefix: Substring, number: Int, suffix: Substring)? {
        let stem = name[..<(name.lastIndex(of: ".") ?? name.endIndex)]
        guard let last = stem.lastIndex(where: { isDigit($0) }) else { return nil }
        let end = stem.index(after: last)
        let start = stem[..<end].lastIndex { !isDigit($0) }.map { stem.index(after: $0) } ?? stem.startIndex
        let digits = name[start..<end]
        guard digits.count <= 12, let number = Int(digits) else { return nil }
        return (name[..<start], number, name[end...])
    }
}
