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
/// filter (and so squeezed into a square, unless the network's input has the film's shape). The film is decoded twice,
/// for its cuts and to be coloured.
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
    private let reader: FilmFrameReader
    private let printer: any Reporter

    /// Opens the film and decodes its first frame. Throws `MediaError`.
    package init(_ request: Request, printer: any Reporter) throws(MediaError) {
        FFmpegLibrary.captureLog()
        self.request = request
        self.printer = printer
        reader = try FilmFrameReader(request.path, threads: request.threads, cancellation: Cancellation())
        let frame = try reader.frame(at: 0)
        pictureSize = (frame.payload.width, frame.payload.height)
    }

    /// Judges `colorizer` on the film. Rows: the truth and each steadiness. Columns: those of `FilmScores`.
    ///
    /// `strip` gets a PNG: ten frames, evenly spread, in rows: the truth and each steadiness.
    ///
    /// Throws `MediaError` or `NetError`.
    package func run(
        predictor: any ChromaPredictor, keys: (any ChromaPredictor)? = nil, strip: consuming UnfinishedFile? = nil
    ) throws -> EvaluationTable {
        let film = TrueFrames(reader, limit: request.limit, predictor: predictor, buffers: PlaneBufferPool())
        let shots = try film.shots()
        let count = shots.last?.upperBound ?? 0
        let steadied = try steadiedShots(predictor, keys, cuts: CutList(frames: Set(shots.map(\.lowerBound))))
        let judge = try FilmJudge(
            request, predictor: predictor, shots: steadied, frameCount: count, pictureSize: pictureSize,
            hasStrip: strip != nil)
        printer.start(total: count)
        defer { printer.finish() }
        for shot in shots {
            var tracker = ThingTracker(shot)
            for number in shot {
                try judge.add(number, of: film, tracker: &tracker)
                printer.written(WorkDone(frames: 1))
            }
        }
        try judge.finish()
        if let picture = judge.stripPicture, var file = strip.take() { try PictureFile.writePNG(picture, to: &file) }
        return judge.table
    }

    /// What holds whole shots together, reading the film on its own; nil where no network gives keys.
    private func steadiedShots(
        _ predictor: any ChromaPredictor, _ keys: (any ChromaPredictor)?, cuts: CutList
    ) throws -> SteadiedShots? {
        let seeing = keys ?? predictor
        guard seeing.output.features != nil else { return nil }
        let buffers = PlaneBufferPool()
        let frames = TrueFrames(
            try FilmFrameReader(request.path, threads: request.threads, cancellation: Cancellation()),
            limit: request.limit, predictor: seeing, buffers: buffers)
        let maker = StretchMaker(
            frames, predictor: seeing, painter: keys == nil ? nil : predictor, cuts: cuts, buffers: buffers)
        return SteadiedShots(ShotSteadying(maker), predictor: seeing, buffers: buffers)
    }
}

/// Colours frames, holds them steady in every way, and compares them with what they were.
private final class FilmJudge {
    /// Frames that have been added.
    private(set) var frameCount = 0
    private let request: FilmEvaluation.Request
    private let coloring: FrameColoring
    private let aligner = FrameAligner()
    private let films: [SteadiedFilm]
    private let strip: FilmStrip?
    private var truths = FilmScores()
    /// Frames that some film has not given yet; `first` is the number of the first of them.
    private var frames: [EvaluatedFrame] = []
    private var first = 0

    init(
        _ request: FilmEvaluation.Request, predictor: any ChromaPredictor, shots: SteadiedShots?, frameCount: Int,
        pictureSize: (width: Int, height: Int), hasStrip: Bool
    ) throws {
        self.request = request
        coloring = FrameColoring(predictor, look: request.look)
        let windows = try Steadiness.allCases.filter { $0 != .shot }.map { steadiness in
            try SteadiedFilm(steadiness, abWidth: predictor.output.width, abHeight: predictor.output.height)
        }
        films = windows + (shots.map { [SteadiedFilm($0)] } ?? [])
        strip =
            hasStrip
            ? try FilmStrip(
                frameCount: frameCount, pictureSize: pictureSize, rows: 1 + films.count, predictor: predictor,
                look: request.look)
            : nil
    }

    func add(_ number: Int, of film: TrueFrames, tracker: inout ThingTracker) throws {
        var shown: RGBPicture?
        let source = try film.frame(at: number) { frame, ticket in
            shown = try strip?.show(frame, index: number, format: ticket.format, tags: ticket.tags)
        }
        guard let source else { return }
        let alignment = try aligner.add(source.lightness)
        let frame = EvaluatedFrame(
            truth: TruePicture(source.rgb), alignment: alignment,
            ways: tracker.add(number, lightness: aligner.lightness, alignment: alignment), shown: shown)
        truths.add(truth: frame)
        frames.append(frame)
        frameCount += 1
        let ab = try coloring.predict(source.lightness)
        for film in films { try film.add(lightness: source.lightness, ab: ab) }
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
                let source = ChromaSource(carried: ab, coloring.predictor.output)
                film.scores.add(try coloring.join(lightness, ab, from: source), frame: frame)
                if let shown = frame.shown {
                    try strip?.show(shown, ab: ab, from: source, index: number, row: 1 + index)
                }
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
