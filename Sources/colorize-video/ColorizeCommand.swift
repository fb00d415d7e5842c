public import ArgumentParser
public import Color
import Files
import Glibc
import Jobs
import Media
import Net
import Report

/// `colorize-video INPUT OUTPUT`, what the program does where no other command is named.
struct ColorizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "colorize",
        abstract: "Colours a black-and-white film, or pictures.",
        usage: """
            colorize-video [options] film.mp4 coloured.mp4
            colorize-video [options] frames/ coloured/
            colorize-video models --help
            """,
        helpNames: [.short, .long])

    @Argument(help: "A film, a folder of pictures, or scan_%06d.dpx.", completion: .file())
    var input: String

    @Argument(help: "A film (.mp4, .mkv, .mov, .webm), or a folder.", completion: .file())
    var output: String

    @Flag(name: [.customShort("y"), .customLong("overwrite")], help: "Replace an output that exists.")
    var overwrite = false

    @OptionGroup var network: NetworkOptions

    @Option(help: ArgumentHelp("Enlarging: bilinear or guided.", valueName: "how"))
    var chroma: ChromaEnlargement = .bilinear

    @OptionGroup
    var film: FilmOptions

    @OptionGroup
    var steady: SteadyOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Video encoder. (default: libx264; libvpx-vp9 for webm)", valueName: "name"))
    var codec: String?

    @Option(
        // "-5" is a number, if a wrong one, not an option.
        parsing: .unconditional,
        help: ArgumentHelp("Constant quality, where it has that. (default: 18)", valueName: "number"))
    var crf: Double?

    @Option(help: ArgumentHelp("Encoder preset, where it has them. (default: medium)", valueName: "name"))
    var preset: String?

    @Option(help: ArgumentHelp("Pixel format of the film. (default: yuv420p)", valueName: "name"))
    var pixFmt: String?

    @Option(
        name: [.customShort("e"), .customLong("encoder-option")],
        help: ArgumentHelp("Any further option of the encoder; repeatable.", valueName: "key=value"))
    var encoderOptions: [EncoderOption] = []

    @OptionGroup var pictures: PictureOptions

    @OptionGroup var pieces: PieceOptions

    @OptionGroup var look: LookOptions

    @Flag(help: "Leave out pictures that cannot be read.")
    var keepGoing = false

    @OptionGroup var threadOptions: ThreadOptions
    var threads: Int { threadOptions.threads }

    @Flag(name: .shortAndLong, help: "No progress and no summary.")
    var quiet = false

    // The help has to fit a screen; docs/options.md has what is hidden.
    @Option(help: ArgumentHelp("Progress as a line, or as json.", visibility: .hidden))
    var progress = ProgressPrinter.Format.line

    @Option(help: ArgumentHelp("Append what is reported to a file.", valueName: "file", visibility: .hidden))
    var log: String?

    /// What the options say of reporting. Throws `FileError` if the log cannot be written.
    func makePrinter() throws(FileError) -> ProgressPrinter {
        let runLog: RunLog? = if let log { try RunLog(path: log) } else { nil }
        return ProgressPrinter(isQuiet: quiet, format: progress, log: runLog)
    }

    func validate() throws {
        if pictures.frames != nil && (film.start != nil || film.duration != nil) {
            throw ValidationError("a part is either --frames or --start and --duration")
        }
        if let duration = film.duration, duration.seconds == 0 { throw ValidationError("--duration takes more than 0") }
    }

    func run() throws {
        let printer = try makePrinter()
        if look.dryRun {
            let order = try order()
            try order.checkPaths(goesOn: !pieces.fresh)
            return try LookAhead(order, self, printer).lines.forEach { print($0) }
        }
        let (order, run, (network, keys), plan) = try prepare(printer, isPlanned: false)
        let summary = try run.run(
            predictor: network.colorizer, keys: keys, plan: plan, pieces: pieces.settings(threads: threads))
        printer.summarize(summary, remedies: order.remedies)
    }

    /// Opens what is read and builds the network. Nothing has been written then.
    ///
    /// - Parameter isPlanned: whether a plan is wanted however short the film is.
    /// - Returns: among others the plan; nil where the run keeps no journal.
    func prepare(
        _ printer: ProgressPrinter, isPlanned: Bool
    ) throws -> (order: Order, run: Run, network: (network: BuiltNetwork, keys: Colorizer?), plan: RunPlan?) {
        let cancellation = Interruption.shared.cancellation
        let settings = pieces.settings(threads: threads)
        let order = try order()
        try order.checkPaths(goesOn: !pieces.fresh)
        try RunMemory.checkAddresses()
        let choice = try network.choose()
        choice.warning.map(printer.warn)
        printer.note(choice.line)
        let run = try Run(order, cancellation: cancellation, reporter: printer)
        var builder = network.builder(choice, pictureSize: run.pictureSize, threads: threads, sharesCores: true)
        // Pieces that are done at a time share the network.
        builder.options.concurrentPredictions = max(builder.options.concurrentPredictions, settings.jobs)
        let memory = RunMemory(
            pictureSize: run.pictureSize, options: builder.options, model: choice.model, precision: builder.precision,
            jobs: settings.jobs)
        try memory.check().map(printer.report)
        let unfinished = pieces.fresh ? nil : try run.unfinished()
        let built =
            try unfinished.map { try builder.build(like: $0.network) }
            ?? builder.build(for: order.source, cancellation: cancellation, printer: printer)
        let ready = try built.ready(for: order.coloring)
        try run.prepareGuidance(ready.network.colorizer.input)
        let plan = try run.plan(
            built, program: Version.number, borders: settings.borders,
            isResumed: isPlanned || unfinished != nil)
        if let unfinished, let plan { try unfinished.check(against: plan) }
        return (order, run, ready, plan)
    }
}

extension ProgressPrinter.Format: ExpressibleByArgument {}

/// `key=value`.
struct EncoderOption: ExpressibleByArgument {
    let key: String
    let value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        key = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}

extension ChromaEnlargement: ExpressibleByArgument {
    /// None: the option's help names them itself, in one line.
    public static var allValueStrings: [String] { [] }
}
