/// Encodes frames and makes the film of them in one go.
package final class FilmSink: FrameSink {
    private let encoder: PieceEncoder
    private let assembly: FilmAssembly

    /// `encoder` logs to `assembly`.
    package init(_ encoder: PieceEncoder, _ assembly: FilmAssembly) {
        self.encoder = encoder
        self.assembly = assembly
    }

    package var byteCount: Int { encoder.byteCount }

    package func write(_ frame: consuming TicketedFrame<Frame>) throws { try encoder.write(frame) }

    package func finish() throws {
        try encoder.finish()
        try assembly.finish()
    }
}
