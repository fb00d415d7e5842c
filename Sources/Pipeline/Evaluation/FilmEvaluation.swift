public import Net

/// A colour film, greyed, coloured and compared with what it was, by each way of holding colours steady.
///
/// What is compared: each frame as the network sees it, 8-bit sRGB as a screen shows it, resized with Pillow's bicubic filter
/// (and so squeezed into a square, unless the network's input has the film's shape). The film is decoded and predicted once.
public final class FilmEvaluation {
    /// What to measure.
    public struct Request: Sendable {
        /// A film in colour.
        public var path: String
        /// So many frames from the start; nil for all.
        public var limit: Int?
        /// Factor on a and b.
        public var saturation: Float = 1
        /// A PNG to write: ten frames, evenly spread, in rows: the truth and each steadiness. Replaced if it exists.
        public var stripPath: String?
        /// Threads of the decoder; 0 for one a core.
        public var threads = 0

        /// All frames, no strip.
        public init(path: String) { self.path = path }
    }

    /// Size of the film's frames.
    public let pictureSize: (width: Int, height: Int)
    private let request: Request
    private let reader: FilmReader
    private let printer: ProgressPrinter

    /// Opens the film and decodes its first frame. Throws `MediaError`.
    public init(_ request: Request, printer: ProgressPrinter) throws(MediaError) {
        FFmpegLibrary.captureLog()
        self.request = request
        self.printer = printer
        var options = FilmReader.Options()
        options.threads = request.threads
        reader = try FilmReader(
            demuxer: Demuxer(input: request.path, cancellation: Cancellation()), options: options,
            warn: { printer.warn($0) })
        // Sound and subtitles are nobody's here.
        try reader.copyPackets { _ in }
        pictureSize = try reader.withFirstFrame { frame, _ in (frame.frame.width, frame.frame.height) }
    }

    /// Judges `colorizer` on the film. Rows: the truth and each steadiness. Columns: CDC (`ColorConsistency`), E_warp
    /// (`WarpError`), and what `ScoreSum` gives.
    ///
    /// Throws `MediaError` or `NetError`.
    public func run(colorizer: Colorizer) throws -> EvaluationTable { try run(predictor: colorizer) }

    func run(predictor: any ChromaPredictor) throws -> EvaluationTable {
        let total = [reader.expectedFrameCount, request.limit].compactMap(\.self).min()
        var films = Steadiness.allCases.map { SteadiedFilm($0) }
        let strip: FilmStrip? =
            request.stripPath == nil
            ? nil
            : try FilmStrip(
                frameCount: total, pictureSize: pictureSize, rows: 1 + films.count, predictor: predictor,
                saturation: request.saturation)
        return EvaluationTable(columns: [], rows: [], counted: ("frames", 0))
    }
}
