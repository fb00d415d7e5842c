public import Foundation

/// A finished child process.
public struct CommandResult: Sendable {
    /// What the process returned.
    public let exitCode: Int32
    /// Everything it wrote to standard output.
    public let output: Data
    /// Everything it wrote to standard error.
    public let errorOutput: String

    /// Standard output as text.
    public var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs programs and waits for them.
public enum Command {
    /// Runs `program` (a path, or a name to find on the PATH) with `arguments`.
    public static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], input: Data? = nil
    ) throws -> CommandResult {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        // Files instead of pipes: nothing has to be read while the child runs.
        let folder = try TemporaryFolder()
        let outputURL = URL(fileURLWithPath: folder.file("stdout"))
        let errorURL = URL(fileURLWithPath: folder.file("stderr"))
        for url in [outputURL, errorURL] { try Data().write(to: url) }
        process.standardOutput = try FileHandle(forWritingTo: outputURL)
        process.standardError = try FileHandle(forWritingTo: errorURL)
        if let input {
            let inputURL = URL(fileURLWithPath: folder.file("stdin"))
            try input.write(to: inputURL)
            process.standardInput = try FileHandle(forReadingFrom: inputURL)
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        try process.run()
        process.waitUntilExit()
        return CommandResult(
            exitCode: process.terminationStatus, output: try Data(contentsOf: outputURL),
            errorOutput: String(decoding: try Data(contentsOf: errorURL), as: UTF8.self))
    }

    /// The colorize-video that was built with these tests: it lies beside the test program.
    public static var colorizeVideo: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("colorize-video").path
    }

    /// Runs colorize-video, with no weights in its store unless `environment` says where they are.
    public static func colorize(
        _ arguments: [String], environment: [String: String] = [:], input: Data? = nil
    ) throws -> CommandResult {
        let folder = try TemporaryFolder()
        return try run(
            colorizeVideo, arguments, environment: ["XDG_CACHE_HOME": folder.path].merging(environment) { $1 },
            input: input)
    }
}
