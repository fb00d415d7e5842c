import Flow
import Glibc
import Report

/// Writes notes, warnings and the progress to stderr.
///
/// As a line: on a terminal it is rewritten in place and never longer than the terminal is wide; elsewhere, and on a
/// terminal that cannot do that (`TERM=dumb`), it is written anew every few seconds. Nothing is written in colour, so
/// there is nothing for `NO_COLOR` to turn off. As JSON: one object per line, as `ProgressEvent` describes it.
final class ProgressPrinter: Reporter {
    /// What is written.
    enum Format: String, CaseIterable, Sendable {
        case line, json
    }

    private struct State {
        var written = WorkDone()
        var earlier = WorkDone()
        var total: Int?
        var start: ContinuousClock.Instant?
        var firstFrame: ContinuousClock.Instant?
        var isFinished = false
        var isLineOpen = false
        /// What was reported to be missing from the output.
        var losses: [String] = []

        /// Where the work is; nil before it has begun.
        var progress: Progress? {
            guard let start else { return nil }
            return Progress(
                frames: written.frames, earlierFrames: earlier.frames,
                byteCount: written.byteCount + earlier.byteCount, total: total,
                elapsedSeconds: (ContinuousClock.now - start).seconds,
                firstFrameSeconds: firstFrame.map { ($0 - start).seconds })
        }
    }

    private let state = Guarded(State())
    private let format: Format
    private let isQuiet: Bool
    private let output: CInt
    private let rewritesLine: Bool
    private let log: RunLog?
    private let place: BatchPlace?

    /// With `isQuiet` only warnings are written.
    ///
    /// - Parameters:
    ///   - place: which of several films the run is for.
    ///   - log: gets notes, warnings and the summary too, whatever else is written.
    ///   - output: where to, for tests.
    ///   - terminal: the kind of terminal, as the environment calls it.
    init(
        isQuiet: Bool, format: Format = .line, log: RunLog? = nil, place: BatchPlace? = nil,
        output: CInt = STDERR_FILENO,
        terminal: String? = getenv("TERM").map { String(cString: $0) }
    ) {
        self.isQuiet = isQuiet
        self.format = format
        self.output = output
        self.log = log
        self.place = place
        rewritesLine = format == .line && isatty(output) == 1 && terminal != "dumb"
    }

    /// Starts the clock and the progress line for a run of about `total` frames, of which earlier runs did some.
    func start(total: Int?, earlier: WorkDone) {
        state.withLock { state in
            state.total = total
            state.earlier = earlier
            state.start = .now
            if let progress = state.progress { writeEvent(.start, progress) }
        }
        guard !isQuiet else { return }
        let microseconds: useconds_t = rewritesLine ? 200_000 : format == .json ? 1_000_000 : 5_000_000
        do throws(ThreadError) {
            try SystemThread { [weak self] in
                repeat { usleep(microseconds) } while self?.printProgress() == true
            }.detach()
        } catch {
            // The stages that need threads, too, say so.
        }
    }

    /// So much more is in the output.
    func written(_ more: WorkDone) {
        state.withLock { state in
            if state.written.frames == 0 { state.firstFrame = .now }
            state.written += more
        }
    }

    /// Frames in the output so far.
    var framesWritten: Int { state.withLock { $0.written.frames } }

    func report(_ notice: Notice) {
        switch notice {
        case .pieceKept(_, let done, let total):
            if format == .json && !isQuiet { printEvent(ProgressEvent(piecesDone: done, of: total)) }
            return Interruption.shared.keep(notice.words)
        case .stillsKept: return Interruption.shared.keep(notice.words)
        default: break
        }
        if let loss = notice.loss { state.withLock { $0.losses.append(loss) } }
        if notice.isInformation { note(notice.words) } else { warn(notice.words) }
    }

    /// A line the user should know about: printed once, above the progress line.
    func warn(_ message: String) {
        log?.write("warning: \(message)")
        switch format {
        case .line: printLine("warning: \(message)")
        case .json: printEvent(ProgressEvent(.warning, text: message))
        }
    }

    /// A line of information, silenced by `isQuiet`.
    func note(_ message: String) {
        log?.write(message)
        guard !isQuiet else { return }
        switch format {
        case .line: printLine(message)
        case .json: printEvent(ProgressEvent(.notice, text: message))
        }
    }

    /// What a finished run did: see `RunSummary.lines`, or the event. Silenced by `isQuiet`.
    func summarize(_ summary: RunSummary, remedies: [String: String]) {
        let losses = state.withLock { $0.losses }
        let lines =
            summary.lines(remedies: remedies) + (losses.isEmpty ? [] : ["left out: \(losses.joined(separator: "; "))"])
        switch format {
        case .line: lines.forEach(note)
        case .json:
            lines.forEach { log?.write($0) }
            if !isQuiet { printEvent(ProgressEvent(summary, losses: losses)) }
        }
    }

    /// Ends the progress line, with the last state shown on a terminal.
    func finish() {
        let hasStarted = state.withLock { $0.start != nil }
        guard hasStarted, !isQuiet else { return }
        if rewritesLine { printProgress() }
        state.withLock { state in
            if !state.isFinished, let progress = state.progress { writeEvent(.finish, progress) }
            state.isFinished = true
            if state.isLineOpen { write("\n") }
            state.isLineOpen = false
        }
    }

    /// False when the run is over and nothing was printed.
    @discardableResult
    private func printProgress() -> Bool {
        state.withLock { state in
            guard let progress = state.progress, !state.isFinished else { return false }
            if rewritesLine {
                write("\r\u{1B}[K\(label)\(progress.line(columns: columns.map { $0 - label.count }))")
                state.isLineOpen = true
            } else if format == .line {
                write("\(label)\(progress.line())\n")
            } else {
                writeEvent(.progress, progress)
            }
            return true
        }
    }

    private func writeEvent(_ kind: ProgressEvent.Kind, _ progress: Progress) {
        if format == .json && !isQuiet { write("\(ProgressEvent(kind, progress).line(of: place))\n") }
    }

    private func printEvent(_ event: ProgressEvent) { printLine(event.line(of: place)) }

    private var label: String { place?.label ?? "" }

    /// The columns of the terminal less the last one, in which some begin a new line at once; nil if it does not say.
    /// Asked for each time: windows change.
    private var columns: Int? {
        var size = winsize()
        guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col) - 1
    }

    private func printLine(_ text: String) {
        state.withLock { state in
            if state.isLineOpen { write("\r\u{1B}[K") }
            state.isLineOpen = false
            write("\(Printable.line(text))\n")
        }
    }

    private func write(_ text: String) {
        // A closed stderr is no reason to stop colouring.
        _ = text.withCString { Glibc.write(output, $0, strlen($0)) }
    }
}
