internal import Glibc

/// What went wrong with a file that is written, or with the paths of a run: one line a user can act on.
package struct FileError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure.
    package enum Kind: Sendable, Equatable {
        /// Something has the name, and it may not be replaced.
        case exists
        /// Another process writes the same output.
        case busy
        /// The path cannot be an output: it is a folder, a device, or another file of the run.
        case unsuitable
        /// The path is written as the first of two files of the run and is the second as well.
        case samePath(PathRole, as: PathRole)
        /// An input cannot be read, or is not what it has to be.
        case unreadable
        /// The system refused; the value is its errno.
        case system(CInt)
    }

    /// The kind of failure.
    package let kind: Kind
    /// The file concerned, as the user wrote it.
    package let path: String
    /// What is wrong, without a final full stop.
    package let reason: String

    package init(_ kind: Kind, path: String, reason: String) {
        self.kind = kind
        self.path = path
        self.reason = reason
    }

    /// A failed system call: the operation in words and the system's text for `code`.
    init(_ operation: String, path: String, code: CInt) {
        self.init(.system(code), path: path, reason: "cannot \(operation): \(FileError.text(code))")
    }

    /// "path: reason"; always a single line.
    package var description: String {
        "\(path): \(reason)".split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    /// The system's text for an errno value.
    package static func text(_ code: CInt) -> String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
