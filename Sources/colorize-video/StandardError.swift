import Glibc
import Report

/// Standard error, where everything goes that is not the answer itself.
enum StandardError {
    /// Whether a line there can be written anew: on terminals but those that say that they cannot.
    static var rewritesLines: Bool {
        isatty(STDERR_FILENO) == 1 && getenv("TERM").map { String(cString: $0) } != "dumb"
    }

    /// Writes `text` as it is.
    static func write(_ text: String) {
        let bytes = Array(text.utf8)
        // Nothing can be done about a closed stderr; the exit code still tells.
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }

    /// One line that says what is wrong, with the program's name before it.
    static func complain(_ message: String) { writeLine("colorize-video: \(message)") }

    /// One line that says what the user should know.
    static func warn(_ message: String) { writeLine("warning: \(message)") }

    private static func writeLine(_ message: String) { write("\(Printable.line(message))\n") }
}
