/// What went wrong with a film, a picture or a folder: one line a user can act on.
package struct MediaError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, for callers that treat some of them differently. More may be added.
    package struct Code: Sendable, Hashable {
        let name: String

        /// A path that does not exist, cannot be read, or is not of the kind expected there.
        package static let badInput = Code(name: "badInput")
        /// An output that is refused before any work: it exists, is the input itself, or says no format.
        package static let badOutput = Code(name: "badOutput")
        /// A file or folder that cannot be created or written.
        package static let writing = Code(name: "writing")
        /// An option's value that the codec or container at hand does not know.
        package static let badOption = Code(name: "badOption")
        /// FFmpeg failed to read, decode, encode or write.
        package static let ffmpeg = Code(name: "ffmpeg")
        /// The film is of a kind that cannot be coloured truly.
        package static let unsupported = Code(name: "unsupported")
    }

    /// The kind of failure.
    package let code: Code
    /// The file or folder concerned, if any.
    package let path: String?
    /// What is wrong, without a final full stop.
    package let reason: String

    /// See the properties.
    package init(_ code: Code, path: String? = nil, reason: String) {
        self.code = code
        self.path = path
        self.reason = reason
    }

    /// "path: reason"; always a single line.
    package var description: String {
        let line = path.map { "\($0): \(reason)" } ?? reason
        return line.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
