import ArgumentParser
import Files
import Flow
import Glibc
import Media
import ModelStore
import Net
import Weights

/// Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
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
        var arguments = Main.arguments
        var root: any ParsableCommand.Type = ColorizeVideo.self
        let commands: [String: any ParsableCommand.Type] = [
            "models": ModelsCommand.self, "evaluate": EvaluateCommand.self,
        ]
        if let command = arguments.first.flatMap({ commands[$0] }) {
            root = command
            arguments.removeFirst()
        }
        do {
            var command = try root.parseAsRoot(arguments)
            try command.run()
        } catch {
            exit(report(error, root))
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
    private static func report(_ error: any Error, _ root: any ParsableCommand.Type) -> CInt {
        switch error {
        case _ where Interruption.shared.hasHappened, is Interrupted:
            // What was broken off by the user's interruption is not the reason for stopping.
            Interruption.shared.complain()
            return 130
        case let error as MediaError:
            StandardError.complain(error.description)
            return error.code == .badOption || error.code == .badOutput ? 2 : 1
        case let error as FileError:
            StandardError.complain(error.description)
            return error.kind == .exists || error.kind == .unsuitable ? 2 : 1
        case let error as NetError:
            StandardError.complain("\(error)")
            return error.code == .invalidArgument ? 2 : 1
        case let error as ModelStoreError:
            StandardError.complain("\(error)")
            return error.code == .invalidArgument ? 2 : 1
        case is WeightsError:
            StandardError.complain("\(error)")
            return 1
        case let error as StageError:
            // An error that names its file speaks for itself.
            let named = (error.underlying as? MediaError).flatMap { $0.path == nil ? nil : $0 }
            StandardError.complain(named?.description ?? error.description)
            return 1
        case is ThreadError:
            StandardError.complain("\(error)")
            return 1
        case let code as ExitCode:
            // Everything has been said.
            return code.rawValue
        default:
            // Help, version and wrong usage, in ArgumentParser's words; of the latter one line is enough.
            if root.exitCode(for: error).isSuccess {
                print(root.fullMessage(for: error))
                return 0
            }
            let reason = root.message(for: error).split(whereSeparator: \.isNewline).joined(separator: " ")
            StandardError.complain("\(reason); see \(root.configuration.commandName ?? "colorize-video") --help")
            return 2
        }
    }
}

/// For `atexit`, on whatever thread: a closure in `main` would belong to the main actor.
private func abandonUnfinishedWork() { UnfinishedWork.abandonAll() }
