public import Net

/// One film or one folder of pictures on its way through the pipeline.
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
        if Folder.kind(of: request.input) == .folder {
            let reader = try ImageSequenceReader(folder: request.input, keepGoing: request.keepGoing, warn: warn)
            source = reader
            sink = try ImageSequenceWriter(
                folder: request.output, names: reader.names, format: request.pictureFormat,
                overwrite: request.overwrite)
            expectedFrameCount = reader.names.count
            pictureSize = nil
        } else {
            let film = request.film
            let demuxer = try Demuxer(input: request.input, cancellation: cancellation)
            var options = FilmReader.Options()
            options.part = film.part(frames: request.frames)
            options.contextFrames = options.part.isPart ? request.steadiness.contextFrames : 0
            options.videoNumber = film.videoNumber
            options.includesAudio = film.includesAudio
            options.includesSubtitles = film.includesSubtitles
            options.deinterlaces = film.isDeinterlaced
            options.isStrict = film.isStrict
            options.threads = request.threads
            let reader = try FilmReader(demuxer: demuxer, options: options, warn: warn)
            let writer = try reader.withFirstFrame { frame, outline throws(MediaError) in
                try FilmWriter(
                    container: try OutputContainer(path: request.output, formatName: film.format),
                    settings: request.encoder, outline: outline,
                    verification: film.isVerified ? FilmVerification(expectsColor: request.saturation > 0) : nil,
                    firstFrame: frame, warn: warn)
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
