package import Report

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
    /// What is wrong, without a final full stop; of a `fault` its case.
    package let reason: String
    /// What is wrong as a value, where it has to be worded elsewhere.
    package let fault: Fault?
    /// What a person can do about it.
    package let advice: [Advice]

    /// An error in words. See the properties.
    package init(_ code: Code, path: String? = nil, reason: String, advice: [Advice] = []) {
        self.code = code
        self.path = path
        self.reason = reason
        self.advice = advice
        fault = nil
    }

    /// An error as a value. See the properties.
    package init(_ code: Code, path: String? = nil, _ fault: Fault, advice: [Advice] = []) {
        self.code = code
        self.path = path
        self.fault = fault
        self.advice = advice
        reason = "\(fault)"
    }

    /// The same error with one more thing that a person can do about it.
    func advising(_ more: Advice) -> MediaError {
        guard let fault else { return MediaError(code, path: path, reason: reason, advice: advice + [more]) }
        return MediaError(code, path: path, fault, advice: advice + [more])
    }

    /// The same error, of the file at `path`.
    package func of(_ path: String) -> MediaError {
        guard let fault else { return MediaError(code, path: path, reason: reason, advice: advice) }
        return MediaError(code, path: path, fault, advice: advice)
    }

    /// "path: reason"; always a single line.
    package var description: String {
        let line = path.map { "\($0): \(reason)" } ?? reason
        return line.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
