internal import FFmpegShim

extension MediaError {
    /// A failed FFmpeg call: the operation in words, FFmpeg's text for `status`, and the last line it logged, which
    /// is the one that tells users why.
    package init(operation: String, status: CInt, path: String? = nil) {
        let logged = MediaError.lastLogLine()
        let reason = "cannot \(operation): \(MediaError.text(of: status))"
        self.init(.ffmpeg, path: path, reason: logged.isEmpty ? reason : "\(reason) (\(logged))")
    }

    /// FFmpeg's text for an error code.
    package static func text(of status: CInt) -> String {
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
}

extension String {
    /// The text of a NUL-terminated buffer; bytes that are not UTF-8 are replaced.
    package init(nulTerminated buffer: [CChar]) {
        self.init(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// The one funnel for FFmpeg's return codes: negative ones are thrown with the operation's name.
@discardableResult
func checked(_ status: CInt, _ operation: @autoclosure () -> String, path: String? = nil) throws(MediaError) -> CInt {
    if status < 0 { throw MediaError(operation: operation(), status: status, path: path) }
    return status
}
