import Flow
import Glibc
import Report

/// Writes notes, warnings and one progress line to stderr. On a terminal the progress line is rewritten in place,
/// elsewhere it is written anew every few seconds.
final class ProgressPrinter: Reporter {
    private struct State {
        var frames = 0
        var earlierFrames = 0
        var total: Int?
        var start: ContinuousClock.Instant?
        var isFinished = false
        var isLineOpen = false
    }

    private let state = Guarded(State())
    private let isTerminal: Bool
    private let isQuiet: Bool

    /// With `isQuiet` only warnings are written.
    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
        isTerminal = isatty(STDERR_FILENO) == 1
    }

    /// Starts the clock and the progress line for a run of about `total` frames, of which `done`
    /// are done.
    func start(total: Int?, done: Int) {
        state.withLock { state in
            state.total = total
            state.earlierFrames = done
            state.start = .now
        }
        guard !isQuiet else { return }
        let microseconds: useconds_t = isTerminal ? 200_000 : 5_000_000
        do throws(ThreadError) {
            try SystemThread { [weak self] in
                repeat { usleep(microseconds) } while self?.printProgress() == true
            }.detach()
        } catch {
            // The stages that need threads, too, say so.
        }
    }

    /// One more frame is in the output.
    func frameWritten() { state.withLock { $0.frames += 1 } }

    /// Frames in the output so far.
    var framesWritten: Int { state.withLock { $0.frames } }

    func report(_ notice: Notice) {
        if case .pieceKept = notice { return Interruption.shared.keep(notice.words) }
        if notice.isInformation { note(notice.words) } else { warn(notice.words) }
    }

    /// A line the user should know about: printed once, above the progress line.
    func warn(_ message: String) { printLine("warning: \(message)") }

    /// A line of information, silenced by `isQuiet`.
    func note(_ message: String) {
        if !isQuiet { printLine(message) }
    }

    /// Ends the progress line, with the last state shown on a terminal.
    func finish() {
        let hasStarted = state.withLock { $0.start != nil }
        guard hasStarted, !isQuiet else { return }
        if isTerminal { printProgress() }
        state.withLock { state in
            state.isFinished = true
            if state.isLineOpen { write("\n") }
            state.isLineOpen = false
        }
    }

    /// False when the run is over and nothing was printed.
    @discardableResult
    private func printProgress() -> Bool {
        state.withLock { state in
            guard let start = state.start, !state.isFinished else { return false }
            let elapsed = (ContinuousClock.now - start).seconds
            let line = Progress(
                frames: state.frames, earlierFrames: state.earlierFrames, total: state.total, elapsedSeconds: elapsed
            ).line
            if isTerminal {
                write("\r\u{1B}[K\(line)")
                state.isLineOpen = true
            } else {
                write("\(line)\n")
            }
            return true
        }
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
        _ = text.withCString { Glibc.write(STDERR_FILENO, $0, strlen($0)) }
    }
}
