internal import Glibc

/// Small text files that users write or hand on.
enum TextFile {
    /// The whole text. Throws `MediaError.badInput` for what cannot be read, or is longer than `mostBytes` and so is not
    /// `meant`.
    static func read(path: String, mostBytes: Int, meant: String) throws(MediaError) -> String {
        guard let stream = fopen(path, "r") else { throw MediaError(.badInput, path: path, reason: errorText(errno)) }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&part, 1, part.count, stream)
            if count == 0 { break }
            bytes += part.prefix(count)
            if bytes.count > mostBytes {
                throw MediaError(.badInput, path: path, reason: "is too long for \(meant)")
            }
        }
        if ferror(stream) != 0 { throw MediaError(.badInput, path: path, reason: errorText(errno)) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
