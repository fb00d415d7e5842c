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
        if rename(partialPath, path) != 0 {
            throw MediaError(.writing, path: path, reason: "cannot rename the finished file: \(errorText(errno))")
        }
        isCommitted = true
    }
}

/// The system's text for an errno value.
func errorText(_ code: CInt) -> String { strerror(code).map { String(cString: $0) } ?? "error \(code)" }
