import ArgumentParser
import Jobs
import Media
import Report

/// `colorize-video stills FILM FOLDER`: stills of each shot, for a person to correct.
///
/// Throws what `ColorizeCommand` throws.
struct StillsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stills",
        abstract: "Colours one frame of each shot, to be corrected and given back with --refs.",
        usage: "colorize-video stills [options] film.mp4 stills/",
        helpNames: [.short, .long])

    @Argument(help: "A film.", completion: .file())
    var film: String

    @Argument(help: "Gets ref_nnnnnn.png, sheet.png, cuts.txt and colors.txt.", completion: .directory)
    var folder: String

    @OptionGroup var network: NetworkOptions

    @Flag(name: .customLong("no-recall"), help: "Look for no shots of the same scene.")
    var noRecall = false

    @Flag(help: "Find black borders; the network does not see them.")
    var findBorders = false

    @Flag(name: [.customShort("y"), .customLong("overwrite")], help: "Replace stills that exist.")
    var overwrite = false

    @OptionGroup var threadOptions: ThreadOptions
    var threads: Int { threadOptions.threads }

    @Flag(name: .shortAndLong, help: "No progress.")
    var quiet = false

    func run() throws {
        let printer = ProgressPrinter(isQuiet: quiet)
        let cancellation = Interruption.shared.cancellation
        let choice = try network.choose()
        choice.warning.map(printer.warn)
        printer.note(choice.line)
        let input = FilmInput(path: film)
        let stills = try ShotStills(
            of: input, to: folder, replaces: overwrite, threads: threads, cancellation: cancellation, reporter: printer)
        var builder = network.builder(choice, pictureSize: stills.pictureSize, threads: threads, sharesCores: false)
        if network.precision == nil { builder.precision = .f32 }
        let built = try builder.build(for: .film(input), cancellation: cancellation, printer: printer)
        let shots = try stills.run(
            predictor: built.withCertainty().colorizer, recalls: !noRecall, findsBorders: findBorders)
        printer.note("\(Words.count(shots.count, "still")) in \(folder)")
        shots.lines.forEach(printer.note)
    }
}
