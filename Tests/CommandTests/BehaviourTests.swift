import Foundation
import TestSupport
import Testing

/// How the command behaves while it runs and when it is stopped.
@Suite(.notUnderThreadSanitizer) struct BehaviourTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func makeFilm(_ name: String, seconds: Int) throws -> String {
        try FFmpeg.run([
            "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25", "-t", "\(seconds)", "-c:v", "libx264", "-preset",
            "ultrafast", folder.file(name),
        ])
        return folder.file(name)
    }

    @Test func summaryAndQuiet() throws {
        let film = try makeFilm("film.mp4", seconds: 1)
        let loud = try Command.colorize([film, folder.file("a.mp4")])
        #expect(loud.exitCode == 0)
        #expect(
            loud.errorOutput.hasPrefix(
                "model: lite (ddcolor-tiny is not installed: colorize-video models fetch ddcolor-tiny)\n"))
        #expect(loud.errorOutput.contains("25 frames, 0 cuts"))
        #expect(loud.errorOutput.contains("\ntime of "))
        #expect(loud.output.isEmpty)
        let quiet = try Command.colorize([film, folder.file("b.mp4"), "-q"])
        #expect(quiet.exitCode == 0)
        #expect(quiet.errorOutput.isEmpty)
        #expect(quiet.output.isEmpty)
    }

    @Test func helpFitsAScreenAndVersionNamesWhatRuns() throws {
        let help = try Command.colorize(["--help"], environment: ["COLUMNS": "80"])
        #expect(help.exitCode == 0)
        #expect(help.text.split(separator: "\n", omittingEmptySubsequences: false).count <= 50)
        let version = try Command.colorize(["--version"])
        #expect(version.exitCode == 0)
        for name in ["colorize-video ", "FFmpeg ", "oneDNN ", "pixels: "] {
            #expect(version.text.contains(name), "\(version.text)")
        }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func interruptionLeavesNothing(signal: Int32) throws {
        let film = try makeFilm("film.mp4", seconds: 30)
        let before = folder.names
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Command.colorizeVideo)
        process.arguments = [film, folder.file("out.mp4"), "-q", "--model", "lite"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Wait until it is at work.
        while !folder.names.contains(where: { $0.hasPrefix(".colorize-video-") }), process.isRunning { usleep(10_000) }
        usleep(200_000)
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 130)
        #expect(folder.names == before)
    }

    /// Ten times the film must not need more memory. The full-size check (ten minutes against one) is run with
    /// COLORIZE_LONG_TESTS=1. The sanitizers keep freed memory for a while, so that it would grow under them.
    @Test(.disabled(if: ["ASAN_OPTIONS", "TSAN_OPTIONS"].contains { ProcessInfo.processInfo.environment[$0] != nil }))
    func memoryDoesNotGrowWithTheFilm() throws {
        let isLong = ProcessInfo.processInfo.environment["COLORIZE_LONG_TESTS"] != nil
        let short = try makeFilm("short.mp4", seconds: isLong ? 60 : 6)
        let long = try makeFilm("long.mp4", seconds: isLong ? 600 : 24)
        // What shots that are held together need grows up to the length of a stretch, 496 frames.
        let options = ["-q", "--model", "lite", "--input-size", "64", "--steady", isLong ? "shot" : "light"]
        let shortPeak = try peakMemory([short, folder.file("a.mp4")] + options)
        let longPeak = try peakMemory([long, folder.file("b.mp4")] + options)
        #expect(Double(longPeak) < 1.1 * Double(shortPeak) + 4096, "\(shortPeak) KiB, then \(longPeak) KiB")
    }

    /// Peak resident memory of a run in KiB, from /proc (VmHWM), which only ever grows.
    private func peakMemory(_ arguments: [String]) throws -> Int {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Command.colorizeVideo)
        process.arguments = arguments
        try process.run()
        var peak = 0
        while process.isRunning {
            let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
            let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
            peak = line.flatMap { Int($0.filter(\.isNumber)) } ?? peak
            usleep(10_000)
        }
        try #require(process.terminationStatus == 0)
        return peak
    }
}
