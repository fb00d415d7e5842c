internal import Color
package import Coloring
internal import Flow
internal import Guidance
package import Media
internal import Net
package import Report
internal import Shots

/// A colour film, greyed, some frames of each shot given in their true colours, or some points of these, the others
/// coloured from these and compared with what they were; beside no colour, the network's and what the motion alone
/// brings.
///
/// What is compared: each frame as the network sees it, 8-bit sRGB as a screen shows it. The film is decoded three
/// times.
package final class ReferenceEvaluation {
    /// Size of the film's frames.
    package let pictureSize: (width: Int, height: Int)
    private let request: FilmEvaluation.Request
    private let choice: ReferenceChoice
    private let points: Int?
    private let reader: FilmFrameReader
    private let printer: any Reporter
    private let buffers = PlaneBufferPool()

    /// Opens the film. Throws `MediaError`.
    ///
    /// - Parameters:
    ///   - references: the frames that are given.
    ///   - points: so many pixels of each are given, anywhere in it; nil for all.
    package init(
        _ request: FilmEvaluation.Request, references: ReferenceChoice, points: Int? = nil, printer: any Reporter
    ) throws(MediaError) {
        FFmpegLibrary.captureLog()
        self.request = request
        choice = references
        self.points = points
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
        let film = TrueFrames(reader, limit: request.limit, predictor: predictor, buffers: buffers)
        let shots = try film.shots()
        let judge = ReferenceJudge(predictor, keys: keys, request, points: points, film: film, buffers: buffers)
        printer.start(total: shots.last?.upperBound ?? 0)
        defer { printer.finish() }
        for shot in shots {
            try judge.add(
                shot, references: choice.frames(of: shot),
                onFrame: { [printer] in printer.written(WorkDone(frames: 1)) })
        }
        return judge.table
    }
}

/// Colours the frames of shots in each way, and compares them with what they were.
private final class ReferenceJudge {
    private let coloring: FrameColoring
    private let sight: FrameSight
    private let points: Int?
    private let film: TrueFrames
    private let buffers: PlaneBufferPool
    private let aligner = FrameAligner()
    private var frameCount = 0
    private var truths = DistanceScores()
    private var grey = DistanceScores()
    private var automatic = DistanceScores()
    private var motion = DistanceScores()
    private var guided = DistanceScores()

    init(
        _ predictor: any ChromaPredictor, keys: (any ChromaPredictor)?, _ request: FilmEvaluation.Request,
        points: Int?, film: TrueFrames, buffers: PlaneBufferPool
    ) {
        self.points = points
        coloring = FrameColoring(predictor, look: request.look, buffers: buffers)
        sight = FrameSight(predictor, keys: keys, saturation: request.look.saturation, buffers: buffers)
        self.film = film
        self.buffers = buffers
    }

    /// - Parameter onFrame: called for each frame that has been judged.
    func add(_ shot: Range<Int>, references: [Int], onFrame: () -> Void) throws {
        let guide = try guide(shot, references)
        let none = try coloring.uniform(a: 0, b: 0)
        var tracker = ThingTracker(shot)
        for number in shot {
            guard let frame = try film.frame(at: number) else { return }
            let alignment = try aligner.add(frame.lightness)
            let ways = tracker.add(number, lightness: aligner.lightness, alignment: alignment)
            let output = try coloring.predict(frame.lightness)
            let (along, result, isCovered) = try sight.withSeen(frame.lightness, output) { seen in
                try color(number, guide, frame.lightness, seen)
            }
            let judged = DistanceScores.Frame(
                truth: TruePicture(frame.rgb), distance: references.map { abs($0 - number) }.min() ?? 0, ways: ways,
                isCovered: isCovered, beginsShot: number == shot.lowerBound)
            truths.add(truth: judged)
            automatic.add(try coloring.join(frame.lightness, output), judged)
            grey.add(try coloring.join(frame.lightness, none), judged)
            if let along { motion.add(along, judged) }
            if let result { guided.add(result, judged) }
            frameCount += 1
            onFrame()
        }
    }

    /// A frame with what the motion alone brings, with all that the references say, and which pixels these cover.
    private func color(
        _ number: Int, _ guide: ShotGuide, _ lightness: borrowing PlaneBuffer, _ seen: borrowing SeenFrame
    ) throws -> (along: ColoredPicture?, result: ColoredPicture?, isCovered: [Bool]) {
        guard let along = try guide.colorsAlongMotion(of: number, seen: seen),
            let colors = try guide.colors(of: number, seen: seen)
        else { return (nil, nil, []) }
        return (
            try coloring.join(lightness, along, from: .person), try coloring.join(lightness, colors, from: .person),
            colors.values.suffix(lightness.count).map { $0 > 0.5 }
        )
    }

    private func guide(_ shot: Range<Int>, _ references: [Int]) throws -> ShotGuide {
        var track = ShotTrack(first: shot.lowerBound, references: references, buffers: buffers)
        var found: [Int: ShotReference] = [:]
        for number in shot {
            guard let frame = try film.frame(at: number) else { break }
            try track.add(lightness: frame.lightness)
            guard references.contains(number) else { continue }
            let places = points.map { RandomPlaces($0, of: TruePicture(frame.rgb), seed: UInt64(number)).known }
            let given = try StillColors.colors(
                of: frame.rgb, authority: places == nil ? nil : [Float](repeating: 0, count: frame.rgb.count),
                buffers: buffers)
            let output = try coloring.predict(frame.lightness)
            found[number] = try sight.withSeen(frame.lightness, output) { seen in
                guard let places else { return try ShotReference(given, seen: seen, buffers: buffers) }
                let spread = try PointSpread(buffers: buffers).colors(places, over: given, seen: seen)
                return try ShotReference(spread, seen: seen, buffers: buffers)
            }
        }
        return ShotGuide(track, references: found, buffers: buffers)
    }

    var table: EvaluationTable {
        EvaluationTable(
            columns: DistanceScores.columns,
            rows: [
                truths.row("truth"), grey.row("grey"), automatic.row("automatic"), motion.row("motion alone"),
                guided.row(points.map { $0 == 1 ? "1 point" : "\($0) points" } ?? "references"),
            ], counted: ("frames", frameCount))
    }
}
