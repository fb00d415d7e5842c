internal import Color
internal import Coloring
internal import Files
package import Flow
package import Media
package import Net
package import Report
internal import Shots

/// One film, or pictures, on the way through the pipeline.
package final class PipelineRun {
    private let source: Handover<any FrameSource>
    private let sink: Handover<any FrameSink>
    /// What written frames are to be like.
    private let target: FrameTarget
    /// A tick of the frames' times, in seconds; nil where they are only places.
    private let timeBase: Rational?
    private let cancellation: Cancellation
    private let printer: any Reporter
    private let saturation: Float
    private let chroma: ChromaEnlargement
    private let steadiness: Steadiness
    /// The list of cuts, if one is to be written.
    private var cutsFile: UnfinishedFile?
    /// Whether what is written is a film, and not stills.
    package let makesFilm: Bool
    /// What the list of cuts says, if it is there already.
    private let knownCuts: CutList?
    /// Size of a film's picture; nil for a folder, whose pictures may differ.
    package let pictureSize: (width: Int, height: Int)?
    /// About how many frames there will be; nil if the film does not say.
    package let expectedFrameCount: Int?

    /// Opens the input, decodes the first frame of a film, and creates the output under a partial name.
    ///
    /// Throws `MediaError`. Warnings go to `printer`.
    package init(_ request: RunRequest, cancellation: Cancellation, printer: any Reporter) throws(MediaError) {
        FFmpegLibrary.captureLog()
        try request.checkPaths()
        let warn: @Sendable (Notice) -> Void = { printer.report($0) }
        steadiness = request.steadiness
        knownCuts = try request.cutsPath.flatMap { path throws(MediaError) in
            if Folder.kind(of: path) == .missing { return nil }
            return try MediaError.wrapping { () throws(FileError) in try CutList(path: path) }
        }
        let source: any FrameSource
        let sink: any FrameSink
        switch try PictureRoute(request) {
        case .pictures(let input, let output):
            let selection = try input.select(request, warn: warn)
            source = input.reader(of: selection, for: request, warn: warn)
            let writer = try output.writer(for: input, selection: selection, request: request)
            (sink, target) = (writer, writer.target)
            expectedFrameCount = selection.places.count
            pictureSize = nil
        case .toFilm(let input):
            let selection = try input.select(request, warn: warn)
            let reader = input.reader(of: selection, for: request, warn: warn)
            let format = try reader.withFirstFrame { frame throws(MediaError) in
                try PipelineRun.openFormat(
                    request,
                    outline: FilmOutline(of: frame, wishedFrameRate: request.frameRate, note: warn),
                    firstFrame: frame, warn: warn)
            }
            source = reader
            (sink, target) = (
                try PipelineRun.sink(request, format, PipelineRun.assembly(request, format, warn), warn), format.target
            )
            expectedFrameCount = selection.places.count
            pictureSize = (format.width, format.height)
        case .film(let output):
            let reader = try PipelineRun.openFilm(
                request, turnsUpright: true, cancellation: cancellation, warn: warn)
            // Pictures hold no sound.
            try reader.copyPackets(to: DroppedPackets())
            pictureSize = try reader.withFirstFrame { frame, _ in (frame.payload.width, frame.payload.height) }
            source = reader
            let writer = try output.writer(forFilm: request)
            (sink, target) = (writer, writer.target)
            expectedFrameCount = reader.expectedFrameCount
        case nil:
            let reader = try PipelineRun.openFilm(request, cancellation: cancellation, warn: warn)
            let format = try reader.withFirstFrame { frame, outline throws(MediaError) in
                try PipelineRun.openFormat(request, outline: outline, firstFrame: frame, warn: warn)
            }
            let assembly = try PipelineRun.assembly(request, format, warn)
            try reader.copyPackets(to: assembly.copies)
            source = reader
            (sink, target) = (try PipelineRun.sink(request, format, assembly, warn), format.target)
            expectedFrameCount = reader.expectedFrameCount
            pictureSize = (format.width, format.height)
        }
        if let pictures = sink as? ImageSequenceWriter {
            for (path, role) in request.sidePaths { try pictures.refuse(path, as: role) }
        }
        // Before the work: whether it can be written shows now.
        if let path = request.cutsPath, knownCuts == nil, steadiness != .off {
            cutsFile = try UnfinishedFile.begin(path, replaces: false)
        }
        makesFilm = sink is FilmSink
        timeBase = source.timeBase
        self.source = Handover(source)
        self.sink = Handover(sink)
        self.cancellation = cancellation
        self.printer = printer
        saturation = request.saturation
        chroma = request.chroma
    }

    private static func openFilm(
        _ request: RunRequest, turnsUpright: Bool = false, cancellation: Cancellation,
        warn: @escaping @Sendable (Notice) -> Void
    ) throws(MediaError) -> FilmReader {
        let part = request.film.part(frames: request.frames)
        return try FilmReader(
            demuxer: Demuxer(
                input: request.input, followsPlaylists: request.film.followsPlaylists, cancellation: cancellation),
            request: request.film, part: part,
            contextFrames: part.isPart ? request.steadiness.contextFrames : 0,
            mostPixels: request.maxPixels, turnsUpright: turnsUpright,
            threads: ThreadShares(threads: request.threads).decoder, warn: warn)
    }

    private static func openFormat(
        _ request: RunRequest, outline: FilmOutline, firstFrame: borrowing TicketedFrame<Frame>,
        warn: @escaping @Sendable (Notice) -> Void
    ) throws(MediaError) -> OutputFormat {
        try OutputFormat(
            container: try OutputContainer(path: request.output, formatName: request.film.format),
            settings: request.encoder, outline: outline, firstFrame: firstFrame, warn: warn)
    }

    private static func assembly(
        _ request: RunRequest, _ format: OutputFormat, _ warn: @escaping @Sendable (Notice) -> Void
    ) throws(MediaError) -> FilmAssembly {
        let file =
            StandardStream.isMeant(by: request.output)
            ? nil : try UnfinishedFile.begin(request.output, replaces: request.overwrite)
        return try FilmAssembly(
            format, into: file, verification: request.film.isVerified ? { FilmVerification(of: $0) } : nil, warn: warn)
    }

    private static func sink(
        _ request: RunRequest, _ format: OutputFormat, _ assembly: FilmAssembly,
        _ warn: @escaping @Sendable (Notice) -> Void
    ) throws(MediaError) -> FilmSink {
        let encoder = try PieceEncoder(
            format, log: assembly, borders: PieceBorders(), firstNumber: request.frames?.lower ?? 0,
            looksForColor: request.film.isVerified && request.saturation > 0, warn: warn)
        return FilmSink(encoder, assembly)
    }

    /// Colours everything. The output has its final name when this returns; if it throws, nothing is left of a film,
    /// and of a folder the pictures that were complete.
    ///
    /// Throws `MediaError`, `NetError`, `StageError`, or `Interrupted` after a cancellation.
    package func run(colorizer: Colorizer) throws -> RunSummary {
        let start = ContinuousClock.now
        let processorStart = ProcessorTime.ofProcess
        printer.start(total: expectedFrameCount)
        defer { printer.finish() }
        let cuts = Guarded<[Cut]>([])
        let heldFrames = Guarded(0)
        let flow = PipelineFlow(
            source: source, sink: sink, target: target, predictor: colorizer,
            look: ColorLook(saturation: saturation, chroma: chroma),
            steadiness: steadiness, cuts: knownCuts, cancellation: cancellation,
            onCut: { [timeBase] ticket in
                let seconds = timeBase.map { Double(ticket.pts) * $0.value }
                cuts.withLock { $0.append(Cut(frame: ticket.number, seconds: seconds)) }
            },
            onHeldFrame: { heldFrames.withLock { $0 += 1 } },
            onFrameWritten: { [printer] in printer.frameWritten() })
        let times = try flow.run()
        let found = cuts.withLock { $0 }
        if var file = cutsFile.take() { try CutList.write(found, to: &file) }
        return RunSummary(
            frames: printer.framesWritten, cuts: steadiness == .off ? nil : found.count,
            heldFrames: heldFrames.withLock { $0 }, elapsedSeconds: (ContinuousClock.now - start).seconds,
            stages: times.map { time in
                // Both make lightness of the same picture, once small and once at its own size.
                RunSummary.Stage(
                    name: time.name == "reduce" ? "lightness" : time.name, busySeconds: time.busy.seconds,
                    processorSeconds: time.processor.seconds)
            },
            processorSeconds: (ProcessorTime.ofProcess - processorStart).seconds,
            processorCount: FFmpegLibrary.processorCount)
    }
}
