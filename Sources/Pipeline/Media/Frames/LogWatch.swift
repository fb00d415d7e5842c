internal import FFmpegShim

/// Counts the lines that one codec logs, on whatever thread. Must live longer than the codec's context.
final class LogWatch {
    private let watch: OpaquePointer

    /// - Parameters:
    ///   - context: of the codec, not opened yet; keeps a reference to the watch in its `opaque`.
    ///   - level: AV_LOG_ERROR, or AV_LOG_WARNING for those, too.
    init(on context: UnsafeMutablePointer<AVCodecContext>, level: CInt) throws(MediaError) {
        guard let watch = shim_log_watch_create(context, level) else { throw Frame.outOfMemory }
        self.watch = watch
    }

    deinit { shim_log_watch_destroy(watch) }

    /// How many lines there were since the last call, and the first of them; nil if there were none.
    func take() -> (count: Int, lines: [String])? {
        var text = [CChar](repeating: 0, count: 2048)
        let count = shim_log_watch_take(watch, &text, text.count)
        guard count > 0 else { return nil }
        return (Int(count), String(nulTerminated: text).split(separator: "\n").map(String.init))
    }
}
