import ArgumentParser
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
        abstract: "Colours black-and-white films and stills.",
        usage: """
            colorize-video film.mkv coloured.mkv
            colorize-video film.mkv part.mkv --start 1:00 --duration 10
            colorize-video frames/ coloured/
            colorize-video film.mkv archive.mkv -c ffv1 --model lite
            colorize-video --help-hidden, or COMMAND --help for
              \(ColorizeVideo.commandList)
            """,
        helpNames: [.short, .long])

    @Argument(help: "Films or folders of stills; last, the output.", completion: .file())
    var paths: [String] = []

    @OptionGroup(title: "Input") var reading: InputOptions
    @OptionGroup(title: "Parts") var part: PartOptions
    @OptionGroup(title: "Colour") var network: NetworkOptions
    @OptionGroup(title: "Colour") var steady: SteadyOptions
    @OptionGroup(title: "Colour") var enlarging: ChromaOptions
    @OptionGroup(title: "Output") var writing: OutputOptions
    @OptionGroup(title: "Running") var pieces: PieceOptions
    @OptionGroup(title: "Running") var threadOptions: ThreadOptions
    @OptionGroup(title: "Running") var running: RunningOptions
    @OptionGroup(title: "Running") var look: LookOptions

    var threads: Int { threadOptions.threads }
    func makePrinter() throws(FileError) -> ProgressPrinter { try running.makePrinter() }

    /// What is read, and where the result goes; nil for a name beside the input.
    var places: (inputs: [String], output: String?) {
        if writing.output != nil || (paths.count < 2 && reading.inputs.isEmpty) || paths.isEmpty {
            return (reading.inputs + paths, writing.output)
        }
        let inputs = reading.inputs + paths.dropLast()
        // All parts of a DVD's title, as the shell finds them: the last is not to be written over.
        if DiscTitle.join(inputs + paths.suffix(1)).count == 1 { return (inputs + paths.suffix(1), nil) }
        return (inputs, paths.last)
    }

    /// The input of a run with one.
    var input: String { title?.path ?? "" }

    /// The same with the files that follow it.
    var title: DiscTitle? { DiscTitle.join(places.inputs).first }

    /// Where the result of a run with one input goes. Throws `MediaError` if it has to be named.
    var output: String {
        get throws(MediaError) {
            if let output = places.output { return output }
            return try outputName.beside(title?.namePath ?? "")
        }
    }

    /// Whether there are several inputs, or may be.
    var isBatch: Bool { reading.recursive || DiscTitle.join(places.inputs).count > 1 }

    /// How results are called whose whole name is not given.
    var outputName: OutputName { OutputName(format: writing.format, stills: writing.outputFormat) }

    func validate() throws {
        if places.inputs.isEmpty { throw ValidationError("name what to colour: a film, or a folder of stills") }
        guard isBatch else { return }
        for (isGiven, option) in [
            (steady.cuts != nil, "--cuts"), (steady.colors != nil, "--colors"), (steady.refs != nil, "--refs"),
            (reading.startNumber != nil, "--start-number"),
        ] where isGiven { throw ValidationError("\(option) is for one input, not for several") }
    }

    func run() throws {
        if isBatch { return try Batch(self).run() }
        let printer = try makePrinter()
        title?.remarks.forEach(printer.warn)
        try colour(printer)
    }

    /// Colours the one input.
    func colour(_ printer: ProgressPrinter) throws {
        if look.dryRun { return try LookAhead.report(self, printer) }
        let (order, run, (built, keys), plan) = try prepare(printer, isPlanned: false)
        let summary = try run.run(
            predictor: built.colorizer, keys: keys, plan: plan, pieces: pieces.settings(threads: threads))
        printer.summarize(summary, remedies: order.remedies(built, precision: self.network.precision))
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
        var order = try order()
        try order.checkPaths(goesOn: !pieces.fresh)
        try RunMemory.checkAddresses()
        let choice = try network.choose()
        choice.warning.map(printer.warn)
        printer.note(choice.line)
        try settle(&order, choice, report: printer.report)
        let run = try Run(order, cancellation: cancellation, reporter: printer)
        var builder = network.builder(
            choice, pictureSize: run.pictureSize, threads: threads, for: order.coloring, sharesCores: true)
        // Pieces that are done at a time share the network.
        builder.options.concurrentPredictions = max(builder.options.concurrentPredictions, settings.jobs)
        let memory = RunMemory(
            pictureSize: run.pictureSize, options: builder.options, model: choice.model, precision: builder.precision,
            holdsShots: order.coloring.holdsShots, jobs: settings.jobs)
        try memory.check().map(printer.report)
        let unfinished = pieces.fresh ? nil : try run.unfinished()
        let built =
            try unfinished.map { try builder.build(like: $0.network) }
            ?? builder.build(for: order.source, cancellation: cancellation, printer: printer)
        let ready = try built.ready(for: order.coloring)
        try run.prepareShots(
            ready.network.colorizer.input, isFromStart: !isPlanned && unfinished == nil && settings.jobs == 1)
        let plan = try run.plan(
            built, program: Version.number, borders: settings.borders,
            isResumed: isPlanned || unfinished != nil)
        if let unfinished, let plan { try unfinished.check(against: plan) }
        return (order, run, ready, plan)
    }
}
