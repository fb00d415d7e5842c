import ArgumentParser
import Jobs
import Media
import Report

/// `colorize-video join OUTPUT.pieces`: makes the film of the pieces of a plan.
struct JoinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "Makes the film of a plan's pieces, or prints which are missing.",
        usage: "colorize-video join [options] coloured.mp4.pieces",
        helpNames: [.short, .long])

    @Argument(help: "The folder that plan made.", completion: .directory)
    var folder: String

    @Option(help: ArgumentHelp("The input, if it is elsewhere on this machine.", valueName: "path"))
    var input: String?

    @Option(help: ArgumentHelp("Where the film goes, if not where the plan says.", valueName: "path"))
    var output: String?

    @Flag(name: [.customShort("y"), .customLong("overwrite")], help: "Replace an output that exists.")
    var overwrite = false

    @Flag(help: "Decode the finished film and compare.")
    var verify = false

    @Flag(help: "Keep the pieces when the film is done.")
    var keepPieces = false

    @Flag(name: .shortAndLong, help: "Only warnings.")
    var quiet = false

    func run() throws {
        try PieceExit.run {
            let printer = ProgressPrinter(isQuiet: quiet)
            let run = try PlannedRun(
                at: folder, cancellation: Interruption.shared.cancellation, reporter: printer
            ).moved(input: input, output: output)
            let shots: [ShotFigures]
            do {
                shots = try run.join(
                    { planned in
                        var film = planned
                        film.overwrite = film.overwrite || overwrite
                        film.isVerified = film.isVerified || verify
                        return film
                    }, keepsPieces: keepPieces)
            } catch let error as MediaError {
                if case .piecesMissing(let pieces)? = error.fault { print(Words.ranges(pieces)) }
                throw error
            }
            printer.note("\(run.journal.plan.order.output.path) is complete")
            shots.lines.forEach(printer.note)
        }
    }
}
