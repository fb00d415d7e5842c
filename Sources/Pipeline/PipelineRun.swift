public import Net

/// What a run is to do.
public struct RunRequest: Sendable {
    /// A film or a folder of pictures.
    public var input: String
    /// A film for a film, a folder for a folder.
    public var output: String
    /// Whether an output that exists is replaced.
    public var overwrite: Bool
    /// How to encode a film.
    public var encoder: EncoderSettings
    /// The frames to colour; nil for all.
    public var frames: FrameRange?
    /// The format of written pictures; nil for each picture's own.
    public var pictureFormat: PictureFormat?
    /// Factor on a and b; 0 gives grey, 1 what the network says. Colours that it would push out of sRGB keep their hue.
    public var saturation: Float
    /// How a and b come to the pictures' size.
    public var chroma: ChromaEnlargement
    /// Leave out what cannot be read, with a warning, instead of stopping.
    public var keepGoing: Bool
    /// Threads of the decoder; 0 for as many as it likes.
    public var threads: Int

    /// See the properties.
    public init(
        input: String, output: String, overwrite: Bool = false, encoder: EncoderSettings = EncoderSettings(),
        frames: FrameRange? = nil, pictureFormat: PictureFormat? = .png, saturation: Float = 1,
        chroma: ChromaEnlargement = .bilinear,
        keepGoing: Bool = false, threads: Int = 0
    ) {
        self.input = input
        self.output = output
        self.overwrite = overwrite
        self.encoder = encoder
        self.frames = frames
        self.pictureFormat = pictureFormat
        self.saturation = saturation
        self.chroma = chroma
        self.keepGoing = keepGoing
        self.threads = threads
    }

    /// Checks what can be checked without opening anything: that the input is there, and that the output may be made.
    ///
    /// Throws `MediaError` with code `badInput` or `badOutput`.
    public func checkPaths() throws(MediaError) {
        let inputKind = Folder.kind(of: input)
        let outputKind = Folder.kind(of: output)
        if inputKind == .missing { throw MediaError(.badInput, path: input, reason: "no such file or folder") }
        if Folder.isSame(input, output) {
            throw MediaError(.badOutput, path: output, reason: "is the input itself")
        }
        switch (inputKind, outputKind) {
        case (.file, .folder):
            throw MediaError(.badOutput, path: output, reason: "is a folder, but \(input) is a film: name a file")
        case (.folder, .file):
            throw MediaError(.badOutput, path: output, reason: "is a file, but \(input) is a folder: name a folder")
        case (.file, .file) where !overwrite:
            throw MediaError(.badOutput, path: output, reason: "exists already; -y overwrites it")
        case (.file, _):
            _ = try OutputContainer(path: output)
        case (.folder, .missing) where OutputContainer.isFilmName(output):
            throw MediaError(
                .badOutput, path: output, reason: "names a film, but \(input) is a folder of pictures: name a folder")
        default:
            break
        }
    }
}

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
            let demuxer = try Demuxer(path: request.input, cancellation: cancellation)
            let reader = try FilmReader(
                demuxer: demuxer, threads: request.threads,
                truncation: request.keepGoing ? .isAWarning : .isAnError, warn: warn)
            let writer = try reader.withFirstFrame { frame throws(MediaError) in
                try FilmWriter(
                    path: request.output, settings: request.encoder, demuxer: demuxer, video: reader.video,
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
