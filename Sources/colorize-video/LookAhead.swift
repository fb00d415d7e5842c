import Flow
import Jobs
import Media
import Net
import Report

/// What a run would do, found out before it is run: what `--dry-run` prints, and `preview` prints and draws.
struct LookAhead {
    let preview: RunPreview
    let network: BuiltNetwork
    let forecast: RunForecast
    let facts: ForecastFacts

    /// Lines of a label and a text.
    var lines: [String] { forecast.lines(facts) }

    /// Prints what the run of `command` would do. Throws what a run throws before it begins.
    static func report(_ command: ColorizeCommand, _ printer: ProgressPrinter) throws {
        let order = try command.order()
        try order.checkPaths(goesOn: !command.pieces.fresh)
        let lines = try LookAhead(order, command, printer).lines
        printer.finish()
        lines.forEach { print($0) }
    }

    /// Opens what `order` reads, builds the network of `command` and colours a sample. Writes nothing.
    init(_ order: Order, _ command: ColorizeCommand, _ printer: ProgressPrinter) throws {
        let cancellation = Interruption.shared.cancellation
        let settings = command.pieces.settings(threads: command.threads)
        try RunMemory.checkAddresses()
        let choice = try command.network.choose()
        choice.warning.map(printer.warn)
        let notices = NoticeCollector(printer)
        var order = order
        try command.settle(&order, choice, report: notices.report)
        printer.report(.opening(path: order.source.path))
        preview = try RunPreview(order, cancellation: cancellation, warn: notices.report)
        var builder = command.network.builder(
            choice, pictureSize: preview.pictureSize, threads: command.threads, for: order.coloring,
            sharesCores: true)
        builder.options.concurrentPredictions = max(builder.options.concurrentPredictions, settings.jobs)
        // A calibration that is not there yet is not written.
        if let path = builder.calibrationPath, Folder.kind(of: path) == .missing { builder.calibrationPath = nil }
        let memory = RunMemory(
            pictureSize: preview.pictureSize, options: builder.options, model: choice.model,
            precision: builder.precision, holdsShots: order.coloring.holdsShots, jobs: settings.jobs)
        try memory.check().map(notices.report)
        network = try builder.build(for: order.source, cancellation: cancellation, printer: notices)
        printer.report(.coloringSample)
        let ready = try network.ready(for: order.coloring)
        forecast = try preview.forecast(ready.network.colorizer, keys: ready.keys, jobs: settings.jobs)
        let found = notices.found
        facts = ForecastFacts(
            model: choice.line.replacing("model: ", with: "", maxReplacements: 1),
            precision: found.lazy.compactMap(\.precisionWords).first ?? "\(builder.precision.rawValue), as asked for",
            memoryBytes: memory.neededBytes, warnings: found.filter { !$0.isInformation })
    }
}

/// Keeps what is reported for a text of its own; hands on what only tells how far the work is.
private final class NoticeCollector: Reporter {
    private let printer: ProgressPrinter
    private let notices = Guarded<[Notice]>([])

    init(_ printer: ProgressPrinter) { self.printer = printer }

    /// In the order they came, each once.
    var found: [Notice] { notices.withLock { $0 } }

    func report(_ notice: Notice) {
        if notice.isInformation, notice.precisionWords == nil { return printer.report(notice) }
        notices.withLock { if !$0.contains(notice) { $0.append(notice) } }
    }

    func start(total: Int?, earlier: WorkDone) { printer.start(total: total, earlier: earlier) }
    func written(_ more: WorkDone) { printer.written(more) }
    var framesWritten: Int { printer.framesWritten }
    func finish() { printer.finish() }
}
