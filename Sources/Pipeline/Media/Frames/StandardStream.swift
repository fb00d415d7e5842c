internal import Glibc

/// Standard input and output in the place of files.
package enum StandardStream {
    /// What users write for it.
    package static let name = "-"

    package static func isMeant(by path: String) -> Bool { path == name }

    /// Whether standard output is a terminal, which a film would only garble.
    package static var outputIsATerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}
