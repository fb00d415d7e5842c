import ArgumentParser
import Jobs
import Media
import Report

/// `colorize-video plan INPUT OUTPUT`: makes `OUTPUT.pieces`, for pieces that several processes or machines do.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Plans a film whose pieces several machines colour; prints how many there are.",
        usage: "colorize-video plan [options] film.mp4 coloured.mp4",
        helpNames: [.short, .long])

    @OptionGroup var colorize: ColorizeCommand

    func validate() throws {
        if colorize.isBatch { throw ValidationError("a plan is for one film") }
    }

    func run() throws {
        try PieceExit.run {
            let printer = try colorize.makePrinter()
            if colorize.look.dryRun { return try LookAhead.report(colorize, printer) }
            let (_, _, _, plan) = try colorize.prepare(printer, isPlanned: true)
            guard case .film(let plan)? = plan else { throw MediaError(.badOption, .cannotBePlanned) }
            if colorize.pieces.fresh { try Journal.removeAny(at: Journal.path(for: plan.order.output.path)) }
            let journal = try PlannedRun.begin(plan, cancellation: Interruption.shared.cancellation)
            let count = journal.plan.pieceCount ?? 1
            let run = PlannedRun(journal, cancellation: Interruption.shared.cancellation, reporter: printer)
            let changed = try run.changed()
            if !changed.isEmpty {
                printer.report(.piecesChanged(kept: try journal.records().count, again: changed.count))
            }
            printer.note("\(Words.count(count, "piece")) in \(journal.path), 0 to \(count - 1)")
            print(count)
        }
    }
}
