import ArgumentParser
import Files

/// Options about what a run reports.
struct RunningOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "No progress and no summary.")
    var quiet = false

    // The help has to fit a screen; docs/options.md has what is hidden.
    @Option(help: ArgumentHelp("Progress as a line, or as json.", visibility: .rare))
    var progress = ProgressPrinter.Format.line

    @Option(
        help: ArgumentHelp("Append what is reported to a file.", valueName: "file", visibility: .rare),
        completion: .file())
    var log: String?

    @Flag(name: [.customShort("V")], help: ArgumentHelp("Show the version.", visibility: .rare))
    var showsVersion = false

    func validate() throws {
        if showsVersion { throw CleanExit.message(Version.text) }
    }

    /// What the options say of reporting, for one of several films where `place` says which. Throws `FileError` if the
    /// log cannot be written.
    func makePrinter(_ place: BatchPlace? = nil) throws(FileError) -> ProgressPrinter {
        let runLog: RunLog? = if let log { try RunLog(path: log) } else { nil }
        return ProgressPrinter(isQuiet: quiet, format: progress, log: runLog, place: place)
    }
}

extension ProgressPrinter.Format: ExpressibleByArgument {}
