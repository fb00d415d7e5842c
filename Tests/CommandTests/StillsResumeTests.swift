import Foundation
import TestSupport
import Testing

/// Runs to stills that are broken off and go on.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct StillsResumeTests {
    private let folder: FilmFolder
    private static let usual = ["--model", "lite", "--precision", "f32", "--input-size", "32"]
    private static let frames = 60

    init() throws {
        folder = try FilmFolder()
        let picture = "testsrc2=size=64x48:rate=25,hue=s=0,negate=enable='gt(n,20)',format=gray"
        for (name, options) in [("film.mkv", ["-c:v", "ffv1"]), ("stills/%04d.png", [])] {
            try FileManager.default.createDirectory(
                atPath: folder.path("stills"), withIntermediateDirectories: true)
            _ = try folder.make(
                name, ["-f", "lavfi", "-i", picture, "-frames:v", "\(Self.frames)"] + options)
        }
    }

    private func run(_ input: String, _ output: String, _ options: [String] = [], exitCode: Int32 = 0) throws
        -> String
    {
        let result = try Command.colorize([folder.path(input), folder.path(output)] + Self.usual + options)
        #expect(result.exitCode == exitCode, "\(result.errorOutput)")
        return result.errorOutput
    }

    private func names(in name: String, hidden: Bool = false) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(name))) ?? []
        return names.filter { $0.hasPrefix(".") == hidden }.sorted()
    }

    private func contents(of name: String) throws -> [String: Data] {
        Dictionary(
            uniqueKeysWithValues: try names(in: name).map {
                ($0, try Data(contentsOf: URL(fileURLWithPath: folder.path("\(name)/\($0)"))))
            })
    }

    /// A run that is ended when it has made so many stills more. What it says goes to `log`.
    private func breakOff(
        _ input: String, _ output: String, after count: Int, with signal: Int32, _ options: [String] = []
    ) throws {
        let wanted = names(in: output).count + count
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Command.colorizeVideo)
        process.arguments = [folder.path(input), folder.path(output)] + Self.usual + options
        try Data().write(to: URL(fileURLWithPath: folder.path("log")))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path("log")))
        process.standardInput = FileHandle.nullDevice
        try process.run()
        while names(in: output).count < wanted, process.isRunning { usleep(500) }
        if process.isRunning { kill(process.processIdentifier, signal) }
        process.waitUntilExit()
    }

    @Test(arguments: ["film.mkv", "stills"]) func goesOn(input: String) throws {
        let options = ["--steady", "light"]
        _ = try run(input, "whole/", options + ["-q"])
        #expect(names(in: "whole", hidden: true) == [])
        try breakOff(input, "out/", after: 9, with: SIGKILL, options)
        let done = names(in: "out").count
        try #require((1..<Self.frames).contains(done))
        #expect(names(in: "out", hidden: true).contains { $0.hasSuffix(".plan") })
        // Another run is another run.
        let refusal = try run(input, "out/", options + ["--saturation", "0.5"], exitCode: 2)
        #expect(refusal.contains("/out holds stills of another run that was broken off (changed: how it is coloured)"))
        #expect(names(in: "out").count == done)

        try breakOff(input, "out/", after: 9, with: SIGTERM, options)
        let log = try String(contentsOfFile: folder.path("log"), encoding: .utf8)
        let more = names(in: "out").count
        #expect(log.contains("resuming: \(done) of 60 stills are done\n"), "\(log)")
        let kept = "; \(more) stills are kept in \(folder.path("out")); the same command goes on from there\n"
        #expect(log.hasSuffix(kept), "\(log)")
        let last = try run(input, "out/", options)
        #expect(last.contains("resuming: \(more) of 60 stills are done\n"), "\(last)")
        #expect(try contents(of: "out") == contents(of: "whole"))
        #expect(names(in: "out", hidden: true) == [])
    }

    @Test func freshBeginsAnew() throws {
        _ = try run("film.mkv", "whole/", ["--saturation", "0.5", "-q"])
        try breakOff("film.mkv", "out/", after: 5, with: SIGKILL)
        _ = try run("film.mkv", "out/", ["--saturation", "0.5", "--fresh", "-q"])
        #expect(try contents(of: "out") == contents(of: "whole"))
        #expect(names(in: "out", hidden: true) == [])
    }

    /// Files that were there before the run that was broken off are not what it made.
    @Test func olderFilesAreNotBelieved() throws {
        _ = try run("film.mkv", "whole/", ["-q"])
        _ = try run("film.mkv", "out/", ["-q", "--saturation", "0.3"])
        // As times go that a clock of milliseconds tells apart.
        usleep(50_000)
        try breakOff("film.mkv", "out/", after: 0, with: SIGKILL, ["-y"])
        for name in [String](names(in: "out").suffix(3)) {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: folder.path("out/\(name)"))
        }
        #expect(!(try run("film.mkv", "out/", ["-y"])).contains("resuming: 60"))
        #expect(try contents(of: "out") == contents(of: "whole"))
    }
}
