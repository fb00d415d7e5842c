import ArgumentParser
import Evaluation
import Files
import Jobs
import Media
import Net
import Report

/// `colorize-video evaluate FOLDER` and `evaluate --film FILE`: how good the colours are, in figures.
///
/// Throws what `ColorizeCommand` throws.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Greys colour photographs or a colour film, colours them and compares with the truth.",
        usage: """
            colorize-video evaluate [options] photographs/
            colorize-video evaluate [options] --film film.mp4
            """,
        helpNames: [.short, .long])

    @Argument(help: "A folder of colour photographs.")
    var folder: String?

    @Option(help: ArgumentHelp("A colour film instead: each --steady is compared.", valueName: "file"))
    var film: String?

    @Option(help: ArgumentHelp("Give frames of the film: first, first,last or every:N.", valueName: "which"))
    var refs: ReferenceChoice?

    @Option(help: ArgumentHelp("Give the colours of N pixels; for photographs also N,N,….", valueName: "N"))
    var points: PointCounts?

    @OptionGroup var network: NetworkOptions

    @Option(help: ArgumentHelp("So many photographs, evenly spread; the first frames.", valueName: "number"))
    var limit: Int?

    @Option(help: ArgumentHelp("Show 100 photographs: truth, grey, coloured.", valueName: "file.png"))
    var contactSheet: String?

    @Option(help: ArgumentHelp("Show ten frames: the truth, each --steady.", valueName: "file.png"))
    var strip: String?

    @Option(help: ArgumentHelp("Write the table as JSON.", valueName: "file"))
    var json: String?

    @Flag(name: [.customShort("y"), .customLong("overwrite")], help: "Replace files that exist.")
    var overwrite = false

    @OptionGroup var threadOptions: ThreadOptions
    var threads: Int { threadOptions.threads }

    @Flag(name: .shortAndLong, help: "No progress.")
    var quiet = false

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit takes a number above 0") }
        guard (folder == nil) != (film == nil) else {
            throw ValidationError("name a folder of photographs, or a film with --film")
        }
        if film != nil && contactSheet != nil {
            throw ValidationError("--contact-sheet is for photographs; see --strip")
        }
        if refs != nil && (film == nil || strip != nil) {
            throw ValidationError("--refs is for --film, without --strip")
        }
        if film != nil, let points, refs == nil || points.counts.count > 1 {
            throw ValidationError("--points with --film takes one number, and --refs says of which frames")
        }
        if film == nil && strip != nil { throw ValidationError("--strip is for films; see --contact-sheet") }
        for path in [contactSheet, strip].compactMap(\.self) where !path.hasSuffix(".png") {
            throw ValidationError("\(path): only PNG is written; name it NAME.png")
        }
        if film == nil, case .size(let width, let height) = network.inputSize, width != height {
            throw ValidationError("--input-size takes a square here: photographs are compared as squares")
        }
    }

    func run() throws {
        let printer = ProgressPrinter(isQuiet: quiet)
        let input = film ?? folder ?? ""
        let photographs = PhotoEvaluation(folder: input)
        var paths = RunPaths()
        paths.read(input, as: .input)
        paths.read(network.weights, as: .weights)
        paths.readOrWrite(network.calibration, as: .calibration)
        let tables: [(String?, PathRole)] = [(contactSheet, .contactSheet), (strip, .strip), (json, .table)]
        for (path, role) in tables {
            paths.write(path, as: role)
            if let path, film == nil { try photographs.refuse(path, as: role) }
        }
        try paths.check()
        try RunMemory.checkAddresses()
        // Before the work: whether they can be written shows now.
        var sheetFile = try contactSheet.map { try UnfinishedFile(path: $0, replaces: overwrite) }
        var stripFile = try strip.map { try UnfinishedFile(path: $0, replaces: overwrite) }
        var jsonFile = try json.map { try UnfinishedFile(path: $0, replaces: overwrite) }
        let choice = try network.choose()
        choice.warning.map(printer.warn)
        printer.note(choice.line)
        let table: EvaluationTable
        if let film {
            var request = FilmEvaluation.Request(path: film)
            request.limit = limit
            request.look = network.look
            request.threads = threads
            if let refs {
                let evaluation = try ReferenceEvaluation(
                    request, references: refs, points: points?.counts.first, printer: printer)
                let (built, keys) = try network(choice, evaluation.pictureSize, of: film, pictures: 100, printer)
                    .withKeys()
                table = try evaluation.run(predictor: built.colorizer, keys: keys)
            } else {
                let evaluation = try FilmEvaluation(request, printer: printer)
                let (built, keys) = try network(choice, evaluation.pictureSize, of: film, pictures: 100, printer)
                    .withKeys()
                table = try evaluation.run(predictor: built.colorizer, keys: keys, strip: stripFile.take())
            }
        } else {
            var evaluation = photographs
            evaluation.limit = limit
            evaluation.look = network.look
            evaluation.points = points?.counts ?? []
            var built = try network(choice, nil, of: evaluation.folder, pictures: limit ?? .max, printer)
            var keys: Colorizer?
            if points != nil { (built, keys) = try built.withKeys() }
            table = try evaluation.run(
                colorizer: built.colorizer, keys: keys, contactSheet: sheetFile.take(), printer: printer)
        }
        if var file = jsonFile.take() {
            try file.write(Array(table.json.utf8))
            try file.commit()
        }
        print(table.text)
    }

    /// The network in the precision asked for, f32 if none was: compared with f32 on so many pictures of `input`.
    private func network(
        _ choice: ModelChoice.Choice, _ pictureSize: (width: Int, height: Int)?, of input: String, pictures: Int,
        _ printer: ProgressPrinter
    ) throws -> BuiltNetwork {
        var builder = network.builder(choice, pictureSize: pictureSize, threads: threads, sharesCores: false)
        if builder.precision != .f32 { builder.checkedPictures = pictures }
        // A film that is asked for as one is one, whatever its name says.
        let stills = film == nil ? PictureInput(path: input) : nil
        let source = stills.map { .stills(StillsInput($0)) } ?? OrderSource.film(FilmInput(path: input))
        return try builder.build(for: source, cancellation: Interruption.shared.cancellation, printer: printer)
    }
}

extension ReferenceChoice: ExpressibleByArgument {
    /// "first", "first,last" or "every:N".
    public init?(argument: String) {
        switch argument {
        case "first": self = .first
        case "first,last": self = .firstAndLast
        default:
            guard argument.hasPrefix("every:"), let interval = Int(argument.dropFirst(6)), interval > 0 else {
                return nil
            }
            self = .every(interval)
        }
    }

    /// None: the option's help names them itself, in one line.
    public static var allValueStrings: [String] { [] }
}

/// Numbers of points, as "10" or "1,5,10,50".
struct PointCounts: ExpressibleByArgument {
    let counts: [Int]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.allSatisfy({ (1...10_000).contains($0 ?? 0) }) else { return nil }
        counts = parts.compactMap(\.self)
    }
}
