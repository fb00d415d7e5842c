internal import Glibc

/// A file that is written beside its final name and gets that name only when it is complete; otherwise it is removed.
struct PartialFile: ~Copyable {
    /// The name the file will have.
    let path: String
    /// The name it has while it is being written: "film.mp4.partial".
    let partialPath: String
    private var isCommitted = false

    init(path: String) {
        self.path = path
        partialPath = path + ".partial"
    }

    deinit {
        if !isCommitted { unlink(partialPath) }
    }

    /// Gives the complete file its final name, replacing what has it.
    mutating func commit() throws(MediaError) {
        try OutputFile.checkIsReplaceable(path)
        if rename(partialPath, path) != 0 {
            throw MediaError(.writing, path: path, reason: "cannot rename the finished file: \(errorText(errno))")
        }
        isCommitted = true
    }

    /// Writes a file whole: `header`, then `rest`.
    static func write(
        _ header: [UInt8], _ rest: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0),
        to path: String
    ) throws(MediaError) {
        var partial = PartialFile(path: path)
        let file = open(partial.partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw MediaError(.writing, path: path, reason: errorText(errno)) }
        var failure = header.withUnsafeBytes { writeAll($0, to: file) }
        if failure == 0 { failure = writeAll(rest, to: file) }
        // On some file systems a full disk shows only when the file is closed.
        if close(file) != 0 && failure == 0 { failure = errno }
        if failure != 0 { throw MediaError(.writing, path: path, reason: "cannot write: \(errorText(failure))") }
        try partial.commit()
    }

    /// 0, or the errno of what failed.
    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to file: CInt) -> CInt {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return errno }
        }
        return 0
    }
}

/// The system's text for an errno value.
func errorText(_ code: CInt) -> String { strerror(code).map { String(cString: $0) } ?? "error \(code)" }
