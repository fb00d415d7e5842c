import ArgumentParser
import Files
import Flow
import Glibc
import Media
import ModelStore
import Net
import Weights

/// Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted; for those of `plan`, `piece`, `join` and `status` see
/// `PieceExit`.
@main
enum Main {
    static func main() {
        // A reader that has gone away is reported by the write that fails.
        signal(SIGPIPE, SIG_IGN)
        // OpenMP's runtime, for one, ends a process that gets no more threads.
        atexit(abandonUnfinishedWork)
        do throws(ThreadError) {
            try Interruption.shared.start()
        } catch {
            StandardError.complain(error.description)
            exit(1)
        }
        if let script = CompletionRoot.script(for: Main.arguments) {
            print(script)
            exit(0)
        }
        do {
            var command = try ColorizeVideo.parseAsRoot(Main.arguments)
            try command.run()
        } catch {
            exit(report(error))
        }
    }

    /// The words after the program's name. Not `CommandLine.arguments`, in which bytes that are not UTF-8 are replaced:
    /// they may be names of files.
    private static var arguments: [String] {
        (1..<max(1, Int(CommandLine.argc))).compactMap { place in
            CommandLine.unsafeArgv[place].map { String(systemPath: $0) }
        }
    }

    /// Prints what `error` says and gives the exit code it stands for.
    private static func report(_ error: any Error) -> CInt {
        if Interruption.shared.hasHappened || error is Interrupted {
            // What was broken off by the user's interruption is not the reason for stopping.
            Interruption.shared.complain()
            return 130
        }
        // Everything has been said.
        if let code = error as? ExitCode { return code.rawValue }
        if let complaint = Complaint(error) {
            StandardError.complain(Interruption.shared.withWhatIsKept(complaint.line))
            return complaint.isWrongUsage ? 2 : 1
        }
        // Help, version and wrong usage, in ArgumentParser's words; of the latter one line is enough.
        if ColorizeVideo.exitCode(for: error).isSuccess {
            print(ColorizeVideo.fullMessage(for: error))
            return 0
        }
        StandardError.complain(
            ColorizeVideo.complaint(about: Main.arguments, message: ColorizeVideo.message(for: error)))
        return 2
    }
}

/// For `atexit`, on whatever thread: a closure in `main` would belong to the main actor.
private func abandonUnfinishedWork() { UnfinishedWork.abandonAll() }
