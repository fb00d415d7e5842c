import Foundation
import TestSupport
import Testing

/// A folder for clips made by ffmpeg and what the command makes of them. The network sees 32x32 pixels, which is quick
/// and makes colours enough.
struct FilmFolder {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func path(_ name: String) -> String { folder.file(name) }

    /// Makes `name` with ffmpeg and gives its path.
    @discardableResult
    func make(_ name: String, _ arguments: [String]) throws -> String {
        try FFmpeg.run(arguments + [path(name)])
        return path(name)
    }

    /// A moving test picture of 64x48 pixels, grey, without sound.
    static func picture(seconds: Double = 1, rate: String = "25") -> [String] {
        ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=\(rate):duration=\(seconds),format=gray,format=yuv420p"]
    }

    /// A tone in stereo.
    static func tone(seconds: Double = 1) -> [String] {
        ["-f", "lavfi", "-i", "sine=sample_rate=48000:duration=\(seconds)"]
    }

    /// Runs the command on `input` and expects success. Unless `options` say how steady colours are to be, they are
    /// held as is quickest.
    @discardableResult
    func colorize(
        _ input: String, to name: String, _ options: [String] = [], expectsNothingHidden: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> (path: String, messages: String) {
        let output = path(name)
        let result = try Command.colorize([input, output, "--input-size", "32", "-q", "--steady", "light"] + options)
        try #require(result.exitCode == 0, "\(result.errorOutput)", sourceLocation: sourceLocation)
        if expectsNothingHidden {
            #expect(!folder.names.contains { $0.hasPrefix(".") }, sourceLocation: sourceLocation)
        }
        return (output, result.errorOutput)
    }

    /// Runs a shell pipeline in which `$colorize` is the command; gives its exit code and what was written to stderr.
    func shell(_ script: String) throws -> CommandResult {
        try Command.run(
            "bash",
            ["-c", "set -o pipefail; cd \"$0\"; colorize() { \"$1\" \"${@:2}\"; }; \(script)", folder.path],
            environment: ["colorize": Command.colorizeVideo, "XDG_CACHE_HOME": folder.path])
    }
}
