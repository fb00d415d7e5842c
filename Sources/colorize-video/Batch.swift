import ArgumentParser
import Files
import Flow
import Jobs
import Media
import Report

/// Several films and sequences, coloured one after another, each as a run of its own would do it.
struct Batch {
    private let command: ColorizeCommand
    private let list: BatchList
    private let printer: ProgressPrinter

    /// What became of the entries so far.
    private struct Count {
        var done = 0
        var doneBefore = 0
        /// One line for each that failed.
        var failures: [String] = []
    }

    /// Finds what is to be done. Throws `MediaError` as `BatchList` does.
    init(_ command: ColorizeCommand) throws {
        self.command = command
        printer = try command.running.makePrinter()
        let (inputs, output) = command.places
        list = try BatchList(inputs, to: output, isRecursive: command.reading.recursive, names: command.outputName)
    }

    /// Throws what is wrong with all entries before any work, `Interrupted` after a signal, and `ExitCode.failure` if
    /// some entries failed: then everything has been said.
    func run() throws {
        list.skipped.forEach(printer.warn)
        guard !list.entries.isEmpty || !list.unreadable.isEmpty else {
            throw MediaError(.badInput, path: command.places.inputs.first, reason: "holds no films and no stills")
        }
        var count = Count()
        count.failures = list.unreadable.map(\.words)
        let commands = list.entries.map(command.alone)
        let isLeft = try commands.map { try isToBeDone($0, &count) }
        _ = try command.network.choose()
        for (index, single) in commands.enumerated() where isLeft[index] {
            let place = BatchPlace(number: index + 1, count: commands.count)
            keep(count)
            try run(single, list.entries[index], place, &count)
        }
        Interruption.shared.keep(films: nil)
        if !command.look.dryRun { printer.note(summary(count)) }
        guard count.failures.isEmpty else {
            count.failures.forEach(StandardError.complain)
            throw ExitCode.failure
        }
    }

    /// False for an entry that is done already, or that cannot be done. Throws `MediaError` for wrong usage.
    private func isToBeDone(_ single: ColorizeCommand, _ count: inout Count) throws -> Bool {
        do {
            let order = try single.order()
            if try !single.writing.overwrite && order.isDone() {
                count.doneBefore += 1
                printer.note("\(try single.output) is there already and is kept; -y does it again")
                return false
            }
            try order.checkPaths(goesOn: !single.pieces.fresh)
            return true
        } catch let error as MediaError where error.code != .badOption && error.code != .badOutput {
            fail(error.words, &count)
            return false
        }
    }

    private func run(
        _ single: ColorizeCommand, _ entry: BatchList.Entry, _ place: BatchPlace, _ count: inout Count
    ) throws {
        let printer = try single.running.makePrinter(place)
        printer.note("\(place.label)\(entry.input) to \(entry.output)")
        let folder = FrameNaming.splitPath(FrameNaming.folder(entry.output)).folder
        let made = command.look.dryRun ? [] : try Folder.createAll(folder)
        do {
            try single.colour(printer)
            count.done += 1
        } catch {
            made.reversed().forEach(Folder.removeIfEmpty)
            if Interruption.shared.hasHappened || error is Interrupted { throw error }
            guard let complaint = Complaint(error) else { throw error }
            fail(Interruption.shared.withWhatIsKept(complaint.line), &count)
        }
        Interruption.shared.keep(nil)
    }

    private func fail(_ line: String, _ count: inout Count) {
        count.failures.append(line)
        printer.warn("\(line); the others go on")
    }

    /// What an interruption leaves.
    private func keep(_ count: Count) {
        let films = count.done + count.doneBefore
        guard films > 0 else { return }
        Interruption.shared.keep(
            films: "\(films) of \(list.entries.count) are done; the same command goes on from there")
    }

    private func summary(_ count: Count) -> String {
        var parts = ["\(count.done) of \(list.entries.count) coloured"]
        if count.doneBefore > 0 { parts.append("\(count.doneBefore) done before") }
        if !count.failures.isEmpty { parts.append("\(count.failures.count) failed") }
        return parts.joined(separator: ", ")
    }
}

extension ColorizeCommand {
    /// The same for one of several inputs.
    fileprivate func alone(_ entry: BatchList.Entry) -> ColorizeCommand {
        var single = self
        single.paths = [entry.input] + entry.continuation + [entry.output]
        single.reading.inputs = []
        single.reading.recursive = false
        single.writing.output = nil
        return single
    }
}
