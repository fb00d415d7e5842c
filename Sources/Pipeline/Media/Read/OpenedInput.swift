internal import FFmpegShim
internal import Files
internal import Flow

/// A file or pipe that FFmpeg reads, opened by us: the demuxer can open nothing else.
final class OpenedInput {
    private(set) var context: UnsafeMutablePointer<AVIOContext>?

    /// `address` is FFmpeg's, "file:NAME" or "pipe:0"; `path` is its name in messages. A cancelled `cancellation`,
    /// which has to live as long, makes any read return.
    init(address: String, path: String, cancellation: Cancellation) throws(MediaError) {
        var interruption = OpenedInput.interruption(by: cancellation)
        var opened: UnsafeMutablePointer<AVIOContext>?
        try checked(avio_open2(&opened, address.systemPath, AVIO_FLAG_READ, &interruption, nil), "open", path: path)
        context = opened
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
