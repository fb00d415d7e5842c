package import Coloring
internal import Files
package import Flow
package import Media
internal import Net
package import Report
internal import Shots

/// A look at what an order would do, before it is run: opens what is read, colours a sample, and writes nothing.
package final class RunPreview {
    enum Opened {
        /// A film's file, read here and there.
        case film(FilmSpots, FilmInput)
        /// Stills, with places among them.
        case stills(StillsInput, StillsSelection)
    }

    private enum Output {
        case film(OutputFormat)
        case stills(PictureFormat?, FrameTarget)
    }

    let order: Order
    let cancellation: Cancellation
    let opened: Opened
    private let output: Output
    var source: RunForecast.Source

    /// Size of the frames; nil for stills, which may differ.
    package var pictureSize: (width: Int, height: Int)? { source.size }

    /// Opens the source and decides what the output would be like. What would be lost goes to `warn`.
    ///
    /// Throws `MediaError`, also for an input that can be read only once.
    package init(
        _ order: Order, cancellation: Cancellation, warn: @escaping @Sendable (Notice) -> Void
    ) throws(MediaError) {
        FFmpegLibrary.captureLog()
        self.order = order
        self.cancellation = cancellation
        guard order.source.canBeReadAgain else {
            throw MediaError(.badOption, path: order.source.path, reason: "is a pipe, which cannot be looked at ahead")
        }
        let opening = OrderOpening(cancellation: cancellation, warn: warn)
        source = RunForecast.Source(path: order.source.path)
        switch order {
        case .film(let film):
            let format = try opening.open(.film(film)).format
            output = .film(format)
            source.coloredStream = format.coloredStream
            source.size = (format.width, format.height)
            opened = .film(try film.input.spots(film.coloring, cancellation, turnsUpright: false), film.input)
        case .filmOfStills(let film):
            let format = try opening.open(.filmOfStills(film)).format
            output = .film(format)
            source.size = (format.width, format.height)
            opened = .stills(film.input, try film.input.select(warn: { _ in }))
        case .stills(let stills):
            let format = try stills.output.format.resolved(for: stills.output.stills, isFilm: false)
            output = .stills(format, ImageSequenceWriter.target(format, folder: stills.output.stills.folder))
            opened = .stills(stills.input, try stills.input.select(warn: warn))
        case .stillsOfFilm(let film):
            let format = try film.output.format.resolved(for: film.output.stills, isFilm: true) ?? .png
            output = .stills(format, ImageSequenceWriter.target(format, folder: film.output.stills.folder))
            let spots = try film.input.spots(film.coloring, cancellation, turnsUpright: true)
            opened = .film(spots, film.input)
            source.size = try spots.reader(at: spots.span(of: film.input.part)?.start ?? 0)
                .withFirstFrame { frame, _ in (frame.payload.width, frame.payload.height) }
        }
        switch opened {
        case .film(let spots, let input):
            source.framesPerSecond = spots.framesPerSecond
            source.frames = order.stills?.stills.isSingle == true ? 1 : spots.expectedFrameCount(of: input.part)
        case .stills(_, let selection): source.frames = selection.places.count
        }
    }
}

extension RunPreview {
    /// Colours and encodes a sample, and works out what the run would cost.
    ///
    /// - Parameters:
    ///   - predictor: the network.
    ///   - keys: what colours every frame where shots are held together and the network cannot.
    ///   - jobs: pieces that the run would do at a time.
    /// - Throws: `MediaError`, `NetError`, `StageError`, or `Interrupted` after a cancellation.
    package func forecast(
        _ predictor: any ChromaPredictor, keys: (any ChromaPredictor)?, jobs: Int
    ) throws -> RunForecast {
        let (places, limits) = samplePlaces()
        let holdsShots = order.coloring.holdsShots
        let seeing = holdsShots ? keys ?? predictor : predictor
        var coloring = order.coloring
        // To carry colours takes about as long as to blend them; what looking ahead takes is added.
        if holdsShots { coloring.steadiness = .light }
        let run = SampleRun(coloring: coloring, predictor: seeing, cancellation: cancellation)
        let wanted: RunForecast.Output
        var cost: SampleRun.Cost?
        let frames: SampleFrames
        var pictureBytes: Double?
        switch output {
        case .film(let format):
            frames = SampleFrames(
                places, limits: limits, size: (format.width, format.height), timeBase: format.timeBase)
            let log = SampleLog { [frames] in frames.beginsPlace($0) }
            let encoder = try PieceEncoder(
                format, log: log, borders: PieceBorders(frames: .max), firstNumber: 0, looksForColor: false,
                warn: { _ in })
            cost = try run.run(frames, into: encoder, target: format.target)
            if let cost, frames.isComplete, case .film(_, let input) = opened, input.part == .whole {
                source.frames = cost.frames
            }
            pictureBytes = source.frames.map { log.bytes(ofFrames: $0) }
            wanted = .film(
                path: order.outputPath, container: format.containerName, encoder: format.encoderName,
                pixelFormat: format.pixelFormatName, copied: format.copiedStreams)
        case .stills(let format, let target):
            frames = SampleFrames(places, limits: limits, size: nil, timeBase: nil)
            let sink = StillsSample(format)
            cost = try run.run(frames, into: sink, target: target)
            pictureBytes = cost.flatMap { cost in
                source.frames.map { Double(sink.byteCount) / Double(cost.frames) * Double($0) }
            }
            wanted = .stills(path: order.outputPath, format: format?.rawValue)
        }
        if holdsShots {
            let taken = Array(zip(places, frames.taken)).map { (open: $0, frames: $1) }
            let painter = keys == nil ? nil : predictor
            cost?.add(processorSeconds: try SampleSights.cost(taken, predictor: seeing, painter: painter))
        }
        guard let cost else { throw MediaError(.badInput, path: source.path, reason: "has no frames that can be read") }
        let cores = Double(ThreadShares(threads: order.coloring.threads).count)
        let sample = RunForecast.Sample(
            frames: cost.frames, places: places.count,
            secondsPerFrame: max(cost.secondsPerFrame / Double(jobs), cost.processorSecondsPerFrame / cores),
            processorSecondsPerFrame: cost.processorSecondsPerFrame,
            pictureBytes: pictureBytes, copiedBytes: try copiedBytes(), damage: frames.damage.joined())
        return RunForecast(source: source, output: wanted, sample: sample)
    }

    /// Films of so many frames and fewer are read from their start: they may have few key frames.
    private static let mostFramesReadThrough = 480
    /// Fewer stills than this are read in order.
    private static let leastStillsSpread = 16

    private func samplePlaces() -> (places: [SampleFrames.Place], limits: SampleFrames.Limits) {
        var limits = SampleFrames.Limits()
        let whole = {
            limits = SampleFrames.Limits(
                places: 1, frames: limits.frames.lowerBound...Self.mostFramesReadThrough,
                seconds: limits.seconds * Double(limits.places))
        }
        switch opened {
        case .film(let spots, let input):
            let span = spots.span(of: input.part)
            if !spots.canSeek || span == nil || source.frames.map({ $0 <= Self.mostFramesReadThrough }) ?? true {
                whole()
            }
            let (start, end) = span ?? (0, 0)
            let length = (end - start) / Double(limits.places)
            let places: [SampleFrames.Place] = (0..<limits.places).map { place in
                let seconds = limits.places == 1 ? start : start + (Double(place) + 0.5) * length
                return { try spots.reader(at: seconds) }
            }
            return (places, limits)
        case .stills(let input, let selection):
            let count = selection.places.count
            if count < Self.leastStillsSpread { whole() }
            let opening = OrderOpening(cancellation: cancellation, warn: { _ in })
            let places: [SampleFrames.Place] = (0..<limits.places).map { place in
                let lower = selection.places.lowerBound + place * count / limits.places
                let upper = selection.places.lowerBound + (place + 1) * count / limits.places
                return { opening.reader(of: input, selection, lower..<upper, self.order.coloring) }
            }
            return (places, limits)
        }
    }

    /// Bytes of the copied streams in the output; nil if nobody knows how long the film is.
    private func copiedBytes() throws(MediaError) -> Double? {
        guard case .film(let format) = output, case .film(let spots, let input) = opened,
            let span = spots.span(of: input.part)
        else { return nil }
        // Cover art and attachments come once.
        let streams = format.copiedStreams.filter { [.audio, .subtitle, .data].contains($0.kind) }
        let length = span.end - span.start
        let places = length < 40 ? [span.start] : (0..<4).map { span.start + (Double($0) + 0.5) * length / 4 }
        let rate = try spots.byteRate(
            ofStreams: Set(streams.map(\.index)), at: places, length: places.count == 1 ? length : 5)
        return rate * length
    }
}

extension [FilmDamage] {
    /// One for each kind, with the place of the first.
    fileprivate func joined() -> [FilmDamage] {
        FilmDamage.Kind.allCases.compactMap { kind in
            let found = filter { $0.kind == kind }
            guard let first = found.first else { return nil }
            return FilmDamage(
                kind, count: found.reduce(0) { $0 + $1.count }, place: first.place, detail: first.detail)
        }
    }
}

extension FilmInput {
    /// Opens the film to be read here and there.
    fileprivate func spots(
        _ coloring: ColoringOrder, _ cancellation: Cancellation, turnsUpright: Bool
    ) throws(MediaError) -> FilmSpots {
        try FilmSpots(
            path, request, mostPixels: mostPixels, turnsUpright: turnsUpright,
            threads: ThreadShares(threads: coloring.threads).decoder, cancellation: cancellation)
    }
}
