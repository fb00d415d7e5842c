internal import Color
package import Coloring
package import Files
internal import Flow
package import Media
internal import Net
package import Report
internal import Shots

/// A colour film, greyed, coloured and compared with what it was, by each way of holding colours steady.
///
/// What is compared: each frame as the network sees it, 8-bit sRGB as a screen shows it, resized with Pillow's bicubic
/// filter (and so squeezed into a square, unless the network's input has the film's shape). The film is decoded and
/// predicted once.
package final class FilmEvaluation {
    /// What to measure.
    package struct Request: Sendable {
        /// A film in colour.
        package var path: String
        /// So many frames from the start; nil for all.
        package var limit: Int?
        /// How the network's colours become a picture's.
        package var look = ColorLook()
        /// Threads of the decoder; 0 for one a core.
        package var threads = 0

        /// All frames, no strip.
        package init(path: String) { self.path = path }
    }

    /// Size of the film's frames.
    package let pictureSize: (width: Int, height: Int)
    private let request: Request
    private let reader: FilmReader
    private let printer: any Reporter

    /// Opens the film and decodes its first frame. Throws `MediaError`.
    package init(_ request: Request, printer: any Reporter) throws(MediaError) {
        FFmpegLibrary.captureLog()
        self.request = request
        self.printer = printer
        reader = try FilmReader(
            demuxer: Demuxer(input: request.path, cancellation: Cancellation()), threads: request.threads,
            warn: { printer.report($0) })
        // Sound and subtitles are nobody's here.
        try reader.copyPackets(to: DroppedPackets())
        pictureSize = try reader.withFirstFrame { frame, _ in (frame.payload.width, frame.payload.height) }
    }

    /// Judges `colorizer` on the film. Rows: the truth and each steadiness. Columns: CDC (`ColorConsistency`), E_warp
    /// (`WarpError`), and what `ScoreSum` gives.
    ///
    /// `strip` gets a PNG: ten frames, evenly spread, in rows: the truth and each steadiness.
    ///
    /// Throws `MediaError` or `NetError`.
    package func run(
        predictor: any ChromaPredictor, keys: (any ChromaPredictor)? = nil, strip: consuming UnfinishedFile? = nil
    ) throws -> EvaluationTable {
        let total = [reader.expectedFrameCount, request.limit].compactMap(\.self).min()
        let judge = try FilmJudge(
            request, predictor: predictor, keys: keys, frameCount: total, pictureSize: pictureSize,
            hasStrip: strip != nil)
        printer.start(total: total)
        defer { printer.finish() }
        while judge.frameCount < request.limit ?? .max, let frame = try reader.next() {
            try judge.add(frame)
            printer.written(WorkDone(frames: 1))
        }
        try judge.finish()
        if let picture = judge.stripPicture, var file = strip.take() { try PictureFile.writePNG(picture, to: &file) }
        return judge.table
    }
}

/// Colours frames, holds them steady in every way, and compares them with what they were.
private final class FilmJudge {
    /// Frames that have been added.
    private(set) var frameCount = 0
    private let request: FilmEvaluation.Request
    private let display: DisplayReader
    private let coloring: FrameColoring
    private let aligner = FrameAligner()
    private let films: [SteadiedFilm]
    private let strip: FilmStrip?
    private var truths = FilmScores()
    /// Frames that some film has not given yet; `first` is the number of the first of them.
    private var frames: [EvaluatedFrame] = []
    private var first = 0

    init(
        _ request: FilmEvaluation.Request, predictor: any ChromaPredictor, keys: (any ChromaPredictor)?,
        frameCount: Int?, pictureSize: (width: Int, height: Int), hasStrip: Bool
    ) throws {
        self.request = request
        display = DisplayReader(part: .whole, width: predictor.input.width, height: predictor.input.height)
        coloring = FrameColoring(predictor, look: request.look)
        var films = try Steadiness.allCases.filter { $0 != .shot }.map { steadiness in
            try SteadiedFilm(steadiness, abWidth: predictor.output.width, abHeight: predictor.output.height)
        }
        if keys != nil || predictor.output.features != nil {
            let buffers = PlaneBufferPool()
            let seeing = keys ?? predictor
            let reader = try FilmFrameReader(request.path, threads: request.threads, cancellation: Cancellation())
            let frames = TrueFrames(reader, request, predictor: seeing, buffers: buffers)
            let steadying = ShotSteadying(
                frames, predictor: seeing, painter: keys == nil ? nil : predictor, cuts: nil, buffers: buffers)
            films.append(SteadiedFilm(SteadiedShots(steadying, predictor: seeing, buffers: buffers)))
        }
        self.films = films
        strip =
            hasStrip
            ? try FilmStrip(
                frameCount: frameCount, pictureSize: pictureSize, rows: 1 + films.count, predictor: predictor,
                look: request.look)
            : nil
    }

    func add(_ source: consuming TicketedFrame<Frame>) throws {
        let ticket = source.ticket
        let shown = try strip?.show(source.payload, index: frameCount, format: ticket.format, tags: ticket.tags)
        let truth = TruePicture(try display.picture(of: source.takePayload(), format: ticket.format, tags: ticket.tags))
        let lightness = try coloring.lightness(of: truth.rgb)
        let frame = EvaluatedFrame(truth: truth, alignment: try aligner.add(lightness), shown: shown)
        truths.add(truth: frame)
        frames.append(frame)
        frameCount += 1
        let ab = try coloring.predict(lightness)
        for film in films { try film.add(lightness: lightness, ab: ab) }
        try scoreReady(isEnd: false)
    }

    /// After the last frame.
    func finish() throws { try scoreReady(isEnd: true) }

    /// The finished strip, if there is to be one.
    var stripPicture: RGBPicture? { strip?.picture }

    private func scoreReady(isEnd: Bool) throws {
        for (index, film) in films.enumerated() {
            try film.scoreReady(isEnd: isEnd) { number, ab in
                let frame = frames[number - first]
                let lightness = try coloring.lightness(of: frame.truth.rgb)
                film.scores.add(try coloring.join(lightness, ab, from: film.source), frame: frame)
                if let shown = frame.shown { try strip?.show(shown, ab: ab, from: film.source, index: number, row: 1 + index) }
            }
        }
        let needed = films.map(\.frameCount).min() ?? first
        frames.removeFirst(needed - first)
        first = needed
    }

    var table: EvaluationTable {
        EvaluationTable(
            columns: FilmScores.columns,
            rows: [truths.row("truth", isTruth: true)] + films.map { $0.scores.row($0.steadiness.rawValue) },
            counted: ("frames", frameCount))
    }
}
