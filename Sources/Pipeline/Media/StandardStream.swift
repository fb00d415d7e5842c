internal import Glibc

/// Standard input and output in the place of files.
enum StandardStream {
    /// What users write for it.
    static let name = "-"

    static func isMeant(by path: String) -> Bool { path == name }

    /// Whether standard output is a terminal, which a film would only garble.
    static var outputIsATerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}
