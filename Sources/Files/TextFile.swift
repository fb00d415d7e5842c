/// Small text files that users write or hand on.
package enum TextFile {
    /// The whole text. Throws `FileError.unreadable` for what cannot be read, or is longer than `mostBytes` or no
    /// regular file and so is not `meant`.
    package static func read(path: String, mostBytes: Int, meant: String) throws(FileError) -> String {
        let file = try RegularFile(path: path, refusal: "is no regular file, as \(meant) has to be")
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try file.read(into: &part, count: part.count)
            if count == 0 { break }
            bytes += part.prefix(count)
            if bytes.count > mostBytes {
                throw FileError(.unreadable, path: path, reason: "is too long for \(meant)")
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
