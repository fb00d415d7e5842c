public import Net

/// One film, or pictures, on the way through the pipeline.
public final class PipelineRun {
    private let source: any FrameSource
    private let sink: any FrameSink
    private let cancellation: Cancellation
    private let printer: ProgressPrinter
    private let saturation: Float
    private let chroma: ChromaEnlargement
    /// Size of a film's picture; nil for a folder, whose pictures may differ.
    public let pictureSize: (width: Int, height: Int)?
    /// About how many frames there will be; nil if the film does not say.
    public let expectedFrameCount: Int?

    /// Opens the input, decodes the first frame of a film, and creates the output under a partial name.
    ///
    /// Throws `MediaError`. Warnings go to `printer`.
    public init(_ request: RunRequest, cancellation: Cancellation, printer: ProgressPrinter) throws(MediaError) {
        FFmpegLibrary.captureLog()
        try request.checkPaths()
        let warn: @Sendable (String) -> Void = { printer.warn($0) }
        switch try PictureRoute(request) {
        case .pictures(let input, let output):
            let selection = try input.select(request, warn: warn)
            source = input.reader(of: selection, for: request, warn: warn)
            sink = try output.writer(for: input, selection: selection, request: request)
            expectedFrameCount = selection.places.count
            pictureSize = nil
        case .toFilm(let input):
            let selection = try input.select(request, warn: warn)
            let reader = input.reader(of: selection, for: request, warn: warn)
            let writer = try reader.withFirstFrame { frame throws(MediaError) in
                try FilmWriter(
                    path: request.output, settings: request.encoder,
                    description: FilmDescription(
                        of: frame, wishedFrameRate: request.frameRate, note: { printer.note($0) }),
                    firstFrame: frame, warn: warn)
            }
            source = reader
            sink = writer
            expectedFrameCount = selection.places.count
            pictureSize = (writer.width, writer.height)
        case .film(let output):
            let (_, reader) = try PipelineRun.openFilm(request, cancellation: cancellation, warn: warn)
            // Pictures hold no sound.
            try reader.copyPackets { _ in }
            pictureSize = try reader.withFirstFrame { frame in (frame.frame.width, frame.frame.height) }
            source = reader
            sink = try output.writer(forFilm: request)
            expectedFrameCount = reader.expectedFrameCount
        case nil:
            let (demuxer, reader) = try PipelineRun.openFilm(request, cancellation: cancellation, warn: warn)
            let writer = try reader.withFirstFrame { frame throws(MediaError) in
                try FilmWriter(
                    path: request.output, settings: request.encoder,
                    description: FilmDescription(demuxer: demuxer, video: reader.video), firstFrame: frame, warn: warn)
            }
            try reader.copyPackets { packet throws(MediaError) in try writer.copy(packet) }
            source = reader
            sink = writer
            expectedFrameCount = reader.expectedFrameCount
            pictureSize = (writer.width, writer.height)
        }
        self.cancellation = cancellation
        self.printer = printer
        saturation = request.saturation
        chroma = request.chroma
    }

    private static func openFilm(
        _ request: RunRequest, cancellation: Cancellation, warn: @escaping @Sendable (String) -> Void
    ) throws(MediaError) -> (demuxer: Demuxer, reader: FilmReader) {
        let demuxer = try Demuxer(path: request.input, cancellation: cancellation)
        let reader = try FilmReader(
            demuxer: demuxer, threads: request.threads,
            truncation: request.keepGoing ? .isAWarning : .isAnError, warn: warn)
        return (demuxer, reader)
    }

    /// Colours everything. The output has its final name when this returns; if it throws, nothing is left of a film,
    /// and of a folder the pictures that were complete.
    ///
    /// Throws `MediaError`, `NetError`, `StageError`, or `Interrupted` after a cancellation.
    public func run(colorizer: Colorizer) throws -> RunSummary {
        let start = ContinuousClock.now
        printer.start(total: expectedFrameCount)
        defer { printer.finish() }
        let flow = PipelineFlow(
            source: source, sink: sink, predictor: colorizer, saturation: saturation, chroma: chroma,
            cancellation: cancellation, onFrameWritten: { [printer] in printer.frameWritten() })
        let times = try flow.run()
        return RunSummary(
            frames: printer.framesWritten, elapsedSeconds: (ContinuousClock.now - start).seconds,
            stageSeconds: times.map { ($0.name, $0.busy.seconds) })
    }
}
