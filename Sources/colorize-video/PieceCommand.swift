import ArgumentParser
import Files
import Jobs
import Media
import Net
import Report

/// `colorize-video piece OUTPUT.pieces WHICH`: does some of the pieces of a plan.
struct PieceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "piece",
        abstract: "Colours pieces of a plan. What is done already is skipped.",
        usage: "colorize-video piece [options] coloured.mp4.pieces 5-7",
        helpNames: [.short, .long])

    @Argument(help: "The folder that plan made.", completion: .directory)
    var folder: String

    @Argument(help: "Which pieces: 7, 5-7 or 1,4,7-9; ends included, from 0.")
    var which: PieceNumbers

    @Option(help: ArgumentHelp("The input, if it is elsewhere on this machine.", valueName: "path"))
    var input: String?

    @Option(help: ArgumentHelp("The network's weights, if they are elsewhere on this machine.", valueName: "file"))
    var weights: String?

    @OptionGroup var threadOptions: ThreadOptions
    var threads: Int { threadOptions.threads }

    @Flag(name: .shortAndLong, help: "No progress and no summary.")
    var quiet = false

    func run() throws {
        try PieceExit.run {
            let printer = ProgressPrinter(isQuiet: quiet)
            let run = try PlannedRun(
                at: folder, cancellation: Interruption.shared.cancellation, reporter: printer
            ).moved(input: input, output: nil)
            if let count = run.count, which.numbers.contains(where: { $0 >= count }) {
                printer.report(.piecesClamped(count: count))
            }
            let wanted = which.numbers.filter { $0 < run.count ?? .max }
            let done = try run.sound(of: wanted)
            for piece in wanted where done[piece] != nil { printer.report(.pieceDoneBefore(piece)) }
            let left = wanted.filter { done[$0] == nil }
            if left.isEmpty { return }
            try RunMemory.checkAddresses()
            let plan = run.journal.plan
            let (network, keys) = try network(of: plan).ready(for: plan.order.coloring)
            try run.journal.check(against: run.plan(with: network.plan(), program: Version.number))
            let shots = try run.color(left, predictor: network.colorizer, keys: keys) { record, notices in
                let last = Notice.pieceDone(record.piece, frames: record.frames, seconds: record.seconds).words
                return (notices.map(\.words) + ["\(last) on \(record.host)"]).joined(separator: "\n") + "\n"
            }
            shots.lines.forEach(printer.note)
        }
    }

    /// The network that a plan fixes, as far as this machine has it.
    private func network(of plan: Plan) throws -> BuiltNetwork {
        // The plan's file of weights need not be on this machine, where they may be installed.
        let planned = plan.order.coloring.weightsPath.flatMap { FileStamp(path: $0) == nil ? nil : $0 }
        let (plan, coloring) = (plan.network, plan.order.coloring)
        let choice = try ModelChoice.model(plan.model).resolve(weightsPath: weights ?? planned)
        var options = Colorizer.Options()
        (options.inputWidth, options.inputHeight) = (plan.inputWidth, plan.inputHeight)
        options.temperature = plan.temperature
        options.threads = threads
        options.concurrentPredictions = plan.model.picturesAtOnce(threads: ThreadShares(threads: threads).count)
        var builder = ColorizerBuilder(model: plan.model, weights: choice.weights, options: options)
        builder.prepare(for: coloring)
        return try builder.build(like: plan)
    }
}

/// Numbers of pieces: "7", "5-7", "5-5" or "1,4,7-9", ends included.
struct PieceNumbers: ExpressibleByArgument {
    /// In order, each once.
    let numbers: [Int]

    /// More than a film of a year has.
    private static let most = 1_000_000

    init?(argument: String) {
        var found: Set<Int> = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { text in
                text.allSatisfy { ("0"..."9").contains($0) } ? Int(text) : nil
            }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last,
                last < PieceNumbers.most
            else { return nil }
            found.formUnion(first...last)
        }
        numbers = found.sorted()
    }
}
