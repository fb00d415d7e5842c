internal import FFmpegShim

/// What went wrong with a film, a picture or a folder: one line a user can act on.
public struct MediaError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, for callers that treat some of them differently. More may be added.
    public struct Code: Sendable, Hashable {
        let name: String

        /// A path that does not exist, cannot be read, or is not of the kind expected there.
        public static let badInput = Code(name: "badInput")
        /// An output that is refused before any work: it exists, is the input itself, or says no format.
        public static let badOutput = Code(name: "badOutput")
        /// A file or folder that cannot be created or written.
        public static let writing = Code(name: "writing")
        /// An option's value that the codec or container at hand does not know.
        public static let badOption = Code(name: "badOption")
        /// FFmpeg failed to read, decode, encode or write.
        public static let ffmpeg = Code(name: "ffmpeg")
        /// The film is of a kind that cannot be coloured truly.
        public static let unsupported = Code(name: "unsupported")
    }

    /// The kind of failure.
    public let code: Code
    /// The file or folder concerned, if any.
    public let path: String?
    /// What is wrong, without a final full stop.
    public let reason: String

    /// See the properties.
    public init(_ code: Code, path: String? = nil, reason: String) {
        self.code = code
        self.path = path
        self.reason = reason
    }

    /// A failed FFmpeg call: the operation in words, FFmpeg's text for `status`, and the last line it logged, which
    /// is the one that tells users why.
    init(operation: String, status: CInt, path: String? = nil) {
        let logged = MediaError.lastLogLine()
        let reason = "cannot \(operation): \(MediaError.text(of: status))"
        self.init(.ffmpeg, path: path, reason: logged.isEmpty ? reason : "\(reason) (\(logged))")
    }

    /// FFmpeg's text for an error code.
    static func text(of status: CInt) -> String {
        var text = [CChar](repeating: 0, count: 256)
        shim_error_text(status, &text, text.count)
        return String(nulTerminated: text)
    }

    /// The last line that FFmpeg logged as an error, which is then forgotten; empty if there is none.
    static func lastLogLine() -> String {
        var line = [CChar](repeating: 0, count: 512)
        shim_log_take_last(&line, line.count)
        return String(nulTerminated: line)
    }

    /// "path: reason"; always a single line.
    public var description: String {
        let line = path.map { "\($0): \(reason)" } ?? reason
        return line.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}

extension String {
    /// The text of a NUL-terminated buffer; bytes that are not UTF-8 are replaced.
    init(nulTerminated buffer: [CChar]) {
        self.init(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// The one funnel for FFmpeg's return codes: negative ones are thrown with the operation's name.
@discardableResult
func checked(_ status: CInt, _ operation: @autoclosure () -> String, path: String? = nil) throws(MediaError) -> CInt {
    if status < 0 { throw MediaError(operation: operation(), status: status, path: path) }
    return status
}
