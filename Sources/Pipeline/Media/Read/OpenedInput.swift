internal import FFmpegShim
internal import Files
internal import Flow

/// A file or pipe that FFmpeg reads, opened by us: the demuxer can open nothing else.
final class OpenedInput {
    private(set) var context: UnsafeMutablePointer<AVIOContext>?

    /// `address` is one of `address(of:continuation:)`; `path` is its name in messages. A cancelled `cancellation`,
    /// which has to live as long, makes any read return.
    init(address: String, path: String, cancellation: Cancellation) throws(MediaError) {
        var interruption = OpenedInput.interruption(by: cancellation)
        var opened: UnsafeMutablePointer<AVIOContext>?
        try checked(avio_open2(&opened, address.systemPath, AVIO_FLAG_READ, &interruption, nil), "open", path: path)
        context = opened
    }

    /// The address of a file, of several that are read as one, or of standard input.
    ///
    /// Throws `MediaError` for files that cannot be read as one: FFmpeg's protocol for that has its own use for "|".
    static func address(of input: String, continuation: [String]) throws(MediaError) -> String {
        if StandardStream.isMeant(by: input) { return "pipe:0" }
        if continuation.isEmpty { return "file:\(input)" }
        let files = [input] + continuation
        if let wrong = files.first(where: { $0.contains("|") }) {
            throw MediaError(.badInput, path: wrong, reason: "cannot be joined with others: there is a | in its name")
        }
        return "concat:" + files.map { "file:\($0)" }.joined(separator: "|")
    }

    deinit { avio_closep(&context) }

    static func interruption(by cancellation: Cancellation) -> AVIOInterruptCB {
        AVIOInterruptCB(
            callback: { opaque in
                guard let opaque else { return 0 }
                return Unmanaged<Cancellation>.fromOpaque(opaque).takeUnretainedValue().isCancelled ? 1 : 0
            },
            opaque: Unmanaged.passUnretained(cancellation).toOpaque())
    }
}
