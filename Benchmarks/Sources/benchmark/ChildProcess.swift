import Glibc

/// A program that is run to its end.
struct ChildProcess {
    let nanoseconds: Int
    /// The most memory that it had in use at a time.
    let peakMebibytes: Double

    /// Runs a command (its first word is a path, or a name to find on the PATH) with its standard output in a file.
    ///
    /// The peak counts from the fork on, so a caller that is itself large would be measured: `benchmark` is not.
    /// Throws if the command does not exit with 0; what it writes to stderr is let through.
    static func run(_ command: [String], output: String = "/dev/null") throws -> ChildProcess {
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)

        let clock = ContinuousClock()
        let start = clock.now
        var child: pid_t = 0
        guard posix_spawnp(&child, command[0], &actions, nil, arguments, environ) == 0 else {
            throw BenchmarkError("cannot run \(command.joined(separator: " "))")
        }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(child, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw BenchmarkError("lost \(command[0])") }
        }
        let duration = clock.now - start
        guard status == 0 else { throw BenchmarkError("failed: \(command.joined(separator: " "))") }
        return ChildProcess(
            nanoseconds: benchmark.nanoseconds(duration), peakMebibytes: Double(usage.ru_maxrss) / 1024)
    }
}
