import Files
import Flow
import Glibc
import Report

/// `--log FILE`: what a run reports, line by line, behind what earlier runs reported.
final class RunLog: Sendable {
    private let descriptor: CInt

    /// Throws `FileError` if the file cannot be written.
    init(path: String) throws(FileError) {
        descriptor = open(path.systemPath, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o666)
        guard descriptor >= 0 else {
            throw FileError(.unsuitable, path: path, reason: "cannot be written: \(FileError.text(errno))")
        }
    }

    deinit { close(descriptor) }

    /// Appends one line. A full disk is no reason to stop colouring.
    func write(_ line: String) {
        let bytes = Array("\(Printable.line(line))\n".utf8)
        _ = Glibc.write(descriptor, bytes, bytes.count)
    }
}
