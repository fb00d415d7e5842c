/// How pictures of a folder are ordered and named.
package enum FrameNaming {
    /// Whether `first` comes before `second` as people count: runs of digits compare as numbers ("2" before "10"),
    /// everything else byte by byte. Names that differ only in leading zeros compare as text.
    static func naturalOrder(_ first: String, _ second: String) -> Bool {
        // Bytes: a scan has a hundred thousand names, and comparing characters takes a hundred times as long.
        let order = first.withBytes { left in second.withBytes { right in naturalOrder(left, right) } }
        return order == 0 ? first < second : order < 0
    }

    /// Negative if `left` comes first, positive if `right` does, 0 if they differ in leading zeros at most.
    private static func naturalOrder(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        var (i, j) = (0, 0)
        while i < left.count && j < right.count {
            if isDigit(left[i]) && isDigit(right[j]) {
                let (a, b) = (takeNumber(left, &i), takeNumber(right, &j))
                if a.count != b.count { return a.count - b.count }
                for (x, y) in zip(a, b) where left[x] != right[y] { return Int(left[x]) - Int(right[y]) }
            } else {
                if left[i] != right[j] { return Int(left[i]) - Int(right[j]) }
                i += 1
                j += 1
            }
        }
        return (left.count - i) - (right.count - j)
    }

    /// Moves `position` behind the digits there; gives the places of those that follow leading zeros.
    private static func takeNumber(_ text: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Range<Int> {
        while position < text.count, text[position] == UInt8(ascii: "0") { position += 1 }
        let start = position
        while position < text.count, isDigit(text[position]) { position += 1 }
        return start..<position
    }

    /// Whether a byte of UTF-8 is one of the digits 0 to 9.
    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// Whether a character is one of the digits 0 to 9.
    static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    // Names are cut at bytes, as the system cuts them: for Swift a "." and a combining mark after it are one character.

    /// "scan_007" and "dpx" for "scan_007.DPX"; the extension is lowercased, and empty if there is none.
    package static func split(_ name: String) -> (stem: String, fileExtension: String) {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return (name, "") }
        return (String(name[..<dot]), name[name.utf8.index(after: dot)...].lowercased())
    }

    /// "reel/one" and "scan.dpx" for "reel/one/scan.dpx"; the folder is "." if none is named.
    package static func splitPath(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
        let name = String(path[path.utf8.index(after: slash)...])
        return (slash == path.startIndex ? "/" : String(path[..<slash]), name)
    }

    /// A folder's path without slashes at its end.
    package static func folder(_ path: String) -> String {
        let end = path.utf8.lastIndex { $0 != UInt8(ascii: "/") }
        return end.map { String(path[..<path.utf8.index(after: $0)]) } ?? "/"
    }

    /// What a picture called `source` is called in another folder: it keeps its name and gets the extension of
    /// `format`, nil for the format it has.
    package static func name(for source: String, format: PictureFormat?) -> String {
        let (stem, fileExtension) = split(source)
        let sourceFormat = PictureFormat(fileExtension: fileExtension)
        // A PGM or PBM holds no colour.
        let isGrayOnly = sourceFormat == .ppm && fileExtension != "ppm" && fileExtension != "pnm"
        guard let format = format ?? (isGrayOnly ? .ppm : sourceFormat) else { return source }
        return sourceFormat == format && !isGrayOnly ? source : "\(stem).\(format.fileExtension)"
    }

    /// Where the numbering of `names`, which are in natural order, leaves out numbers: the first such place, and how
    /// many numbers are missing in all. nil if none is. The number of a name is its last one; names that differ in
    /// anything else belong to different sequences.
    package static func gaps(in names: [String]) -> (before: String, after: String, missing: Int)? {
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

    /// "scan_", 7 and ".dpx" for "scan_007.dpx"; nil if there is no number, or one that counts no pictures: so long
    /// that a sum of such numbers might not fit.
    private static func numbered(_ name: String) -> (prefix: Substring, number: Int, suffix: Substring)? {
        let bytes = name.utf8
        let stem = bytes[..<(bytes.lastIndex(of: UInt8(ascii: ".")) ?? bytes.endIndex)]
        guard let last = stem.lastIndex(where: { isDigit($0) }) else { return nil }
        let end = stem.index(after: last)
        let start = stem[..<end].lastIndex { !isDigit($0) }.map { stem.index(after: $0) } ?? stem.startIndex
        guard bytes.distance(from: start, to: end) <= 12, let number = Int(name[start..<end]) else { return nil }
        return (name[..<start], number, name[end...])
    }
}

extension String {
    /// Runs `body` on the UTF-8 bytes.
    fileprivate func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        utf8.withContiguousStorageIfAvailable(body) ?? Array(utf8).withUnsafeBufferPointer(body)
    }
}
