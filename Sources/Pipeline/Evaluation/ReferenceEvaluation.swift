internal import Color
package import Coloring
internal import Flow
internal import Guidance
package import Media
internal import Net
package import Report
internal import Shots

/// A colour film, greyed, some frames of each shot given in their true colours, the others coloured from these and
/// compared with what they were; beside no colour, the network's and what the motion alone brings.
///
/// What is compared: each frame as the network sees it, 8-bit sRGB as a screen shows it. The film is decoded three
/// times.
package final class ReferenceEvaluation {
    /// Size of the film's frames.
    package let pictureSize: (width: Int, height: Int)
    private let request: FilmEvaluation.Request
    private let choice: ReferenceChoice
    private let reader: FilmFrameReader
    private let printer: any Reporter
    private let buffers = PlaneBufferPool()

    /// Opens the film. Throws `MediaError`.
    package init(
        _ request: FilmEvaluation.Request, references: ReferenceChoice, printer: any Reporter
    ) throws(MediaError) {
        FFmpegLibrary.captureLog()
        self.request = request
        choice = references
        self.printer = printer
        reader = try FilmFrameReader(request.path, threads: request.threads, cancellation: Cancellation())
        let frame = try reader.frame(at: 0)
        pictureSize = (frame.payload.width, frame.payload.height)
    }

    /// Judges a network. Rows: the truth, no colour, the network frame by frame, the motion alone, the references.
    /// Columns: those of `DistanceScores`.
    ///
    /// - Parameters:
    ///   - predictor: the network.
    ///   - keys: what gives the keys of frames, where the network itself does not.
    /// - Throws: `MediaError`, `ColorError` or `NetError`.
    package func run(predictor: any ChromaPredictor, keys: (any ChromaPredictor)?) throws -> EvaluationTable {
        let film = TrueFrames(reader, request, predictor: predictor, buffers: buffers)
        let finder = CutFinder(buffers: buffers)
        var starts = [0]
        var count = 0
        while let frame = try film.frame(at: count) {
            starts += try finder.add(lightness: frame.lightness)
            count += 1
        }
        starts += try finder.finish()
        let judge = ReferenceJudge(predictor, keys: keys, request, film: film, buffers: buffers)
        printer.start(total: count)
        defer { printer.finish() }
        for (start, end) in zip(starts, starts.dropFirst() + [count]) {
            try judge.add(
                start..<end, references: choice.frames(of: start..<end),
                onFrame: { [printer] in printer.written(WorkDone(frames: 1)) })
        }
        return judge.table
    }
}

/// The frames of a colour film as they should be, and their lightness.
private final class TrueFrames {
    private let reader: FilmFrameReader
    private let limit: Int
    private let display: DisplayReader
    private let coloring: FrameColoring

    init(
        _ reader: FilmFrameReader, _ request: FilmEvaluation.Request, predictor: any ChromaPredictor,
        buffers: PlaneBufferPool
    ) {
        self.reader = reader
        limit = request.limit ?? .max
        display = DisplayReader(part: .whole, width: predictor.input.width, height: predictor.input.height)
        coloring = FrameColoring(predictor, buffers: buffers)
    }

    struct Pair: ~Copyable {
        let rgb: RGBPicture
        let lightness: PlaneBuffer
    }

    /// Frame `number`; nil behind the last.
    func frame(at number: Int) throws -> Pair? {
        if number >= limit { return nil }
        if let count = reader.frameCount, number >= count { return nil }
        let frame = try reader.frame(at: number)
        let ticket = frame.ticket
        let rgb = try display.picture(of: frame.takePayload(), format: ticket.format, tags: ticket.tags)
        return Pair(rgb: rgb, lightness: try coloring.lightness(of: rgb))
    }
}

/// Colours the frames of shots in each way, and compares them with what they were.
private final class ReferenceJudge {
    private let coloring: FrameColoring
    private let sight: FrameSight
    private let film: TrueFrames
    private let buffers: PlaneBufferPool
    private var frameCount = 0
    private var truths = DistanceScores()
    private var grey = DistanceScores()
    private var automatic = DistanceScores()
    private var motion = DistanceScores()
    private var guided = DistanceScores()

    init(
        _ predictor: any ChromaPredictor, keys: (any ChromaPredictor)?, _ request: FilmEvaluation.Request,
        film: TrueFrames, buffers: PlaneBufferPool
    ) {
        coloring = FrameColoring(predictor, look: request.look, buffers: buffers)
        sight = FrameSight(predictor, keys: keys, saturation: request.look.saturation, buffers: buffers)
        self.film = film
        self.buffers = buffers
    }

    /// - Parameter onFrame: called for each frame that has been judged.
    func add(_ shot: Range<Int>, references: [Int], onFrame: () -> Void) throws {
        let guide = try guide(shot, references)
        let none = try coloring.uniform(a: 0, b: 0)
        for number in shot {
            guard let frame = try film.frame(at: number) else { return }
            let truth = TruePicture(frame.rgb)
            let distance = references.map { abs($0 - number) }.min() ?? 0
            let output = try coloring.predict(frame.lightness)
            truths.add(truth: truth)
            automatic.add(try coloring.join(frame.lightness, output), truth: truth, distance: distance)
            grey.add(try coloring.join(frame.lightness, none), truth: truth, distance: distance)
            try sight.withSeen(frame.lightness, output) { seen in
                if let colors = try guide.colorsAlongMotion(of: number, seen: seen) {
                    motion.add(try coloring.join(frame.lightness, guided: colors), truth: truth, distance: distance)
                }
                if let colors = try guide.colors(of: number, seen: seen) {
                    guided.add(try coloring.join(frame.lightness, guided: colors), truth: truth, distance: distance)
                }
            }
            frameCount += 1
            onFrame()
        }
    }

    private func guide(_ shot: Range<Int>, _ references: [Int]) throws -> ShotGuide {
        var track = ShotTrack(first: shot.lowerBound, references: references, buffers: buffers)
        var found: [Int: ShotReference] = [:]
        for number in shot {
            guard let frame = try film.frame(at: number) else { break }
            try track.add(lightness: frame.lightness)
            guard references.contains(number) else { continue }
            let given = try StillColors.colors(of: frame.rgb, authority: nil, buffers: buffers)
            let output = try coloring.predict(frame.lightness)
            found[number] = try sight.withSeen(frame.lightness, output) { seen in
                try ShotReference(given, seen: seen, buffers: buffers)
            }
        }
        return ShotGuide(track, references: found, buffers: buffers)
    }

    var table: EvaluationTable {
        EvaluationTable(
            columns: DistanceScores.columns,
            rows: [
                truths.row("truth"), grey.row("grey"), automatic.row("automatic"), motion.row("motion alone"),
                guided.row("references"),
            ], counted: ("frames", frameCount))
    }
}
