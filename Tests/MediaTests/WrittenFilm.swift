import FFmpegShim
import Files
import Flow
import Report
import TestSupport

@testable import Media

/// A film on its way from a reader to a writer without a network: its frames, in colour already, are converted to the
/// encoder's pixel format by FFmpeg. A hundred films take seconds.
struct WrittenFilm {
    /// What was warned of.
    let warnings: [Notice]
    /// Whether the output was refused before any frame was written.
    let refusal: MediaError?

    /// Throws what goes wrong once frames are written.
    ///
    /// - Parameters:
    ///   - part: of the film.
    ///   - firstNumber: of the part's first frame.
    ///   - borders: of the pieces.
    ///   - change: what is done to each frame before it is written.
    init(
        _ input: String, to output: String, _ settings: EncoderSettings = EncoderSettings(),
        part: FilmSelection = .whole, firstNumber: Int = 0, borders: PieceBorders = PieceBorders(),
        change: (borrowing Frame) -> Void = { _ in }
    ) throws {
        FFmpegLibrary.captureLog()
        let warnings = Guarded<[Notice]>([])
        let warn: @Sendable (Notice) -> Void = { notice in warnings.withLock { $0.append(notice) } }
        let reader = try FilmReader(
            demuxer: Demuxer(input: input, cancellation: Cancellation()), part: part, threads: 1, warn: warn)
        let format: OutputFormat
        let assembly: FilmAssembly
        let writer: PieceEncoder
        do throws(MediaError) {
            format = try reader.withFirstFrame { frame, outline throws(MediaError) in
                try OutputFormat(
                    container: OutputContainer(path: output), settings: settings, outline: outline, firstFrame: frame,
                    warn: warn)
            }
            assembly = try FilmAssembly(
                format, into: UnfinishedFile.begin(output, replaces: true),
                verification: { FilmVerification(of: $0) }, warn: warn)
            writer = try PieceEncoder(
                format, log: assembly, borders: borders, firstNumber: firstNumber, looksForColor: true, warn: warn)
        } catch {
            refusal = error
            self.warnings = warnings.withLock { $0 }
            return
        }
        try reader.copyPackets(to: assembly.copies)
        var filter: FrameFilter?
        while let frame = try reader.next() {
            let ticket = frame.ticket
            let (format, tags) = try format.target.output(ticket)
            let source = frame.takePayload()
            let range = tags.range == AVCOL_RANGE_JPEG ? "pc" : "tv"
            let converter =
                try filter
                ?? FrameFilter(
                    "scale=out_range=\(range),format=\(format.name)", like: source,
                    timeBase: reader.timeBase ?? Rational(1, 25))
            filter = converter
            try converter.send(source)
            guard case .frame(let converted) = try converter.receive() else {
                throw MediaError(.ffmpeg, reason: "cannot convert a frame to \(format.name)")
            }
            tags.apply(to: converted)
            change(converted)
            try writer.write(TicketedFrame(ticket, converted))
        }
        try writer.finish()
        try assembly.finish()
        refusal = nil
        self.warnings = warnings.withLock { $0 }
    }
}
