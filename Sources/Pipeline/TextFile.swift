internal import Files
internal import Glibc

/// Small text files that users write or hand on.
enum TextFile {
    /// The whole text. Throws `MediaError.badInput` for what cannot be read, or is longer than `mostBytes` or no regular file
    /// and so is not `meant`: a pipe might never end, or never begin.
    static func read(path: String, mostBytes: Int, meant: String) throws(MediaError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw MediaError(.badInput, path: path, reason: FileError.text(errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw MediaError(.badInput, path: path, reason: "is no regular file, as \(meant) has to be")
        }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &part, part.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw MediaError(.badInput, path: path, reason: FileError.text(errno)) }
            if count == 0 { break }
            bytes += part.prefix(count)
            if bytes.count > mostBytes {
                throw MediaError(.badInput, path: path, reason: "is too long for \(meant)")
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
