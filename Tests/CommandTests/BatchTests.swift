import Foundation
import TestSupport
import Testing

/// Several films and sequences in one run.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct BatchTests {
    private let folder: FilmFolder
    private static let common = ["--model", "lite", "--input-size", "32"]

    init() throws {
        folder = try FilmFolder()
        for name in ["in/sub/seq", "in/text", "singles"] { try makeFolder(name) }
        try folder.make("in/a.mkv", FilmFolder.picture(seconds: 0.2) + ["-c:v", "ffv1"])
        try folder.make("in/sub/b.avi", FilmFolder.picture(seconds: 0.2) + ["-vf", "hflip", "-c:v", "mpeg4"])
        try folder.make("in/sub/seq/%d.png", FilmFolder.picture(seconds: 0.08))
        try write("in/notes.txt")
        try write("in/text/c.txt")
    }

    private func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: folder.path(name), withIntermediateDirectories: true)
    }

    private func write(_ name: String, _ text: String = "text") throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path(name)))
    }

    private func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: folder.path(name))) }

    /// All files below a folder, by their paths from there.
    private func files(_ name: String) throws -> [String] {
        let found = FileManager.default.enumerator(atPath: folder.path(name))?.compactMap { $0 as? String } ?? []
        return found.filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: folder.path("\(name)/\(path)"), isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    private func colorize(_ names: [String], _ options: [String] = []) throws -> CommandResult {
        try Command.colorize(names.map(folder.path) + Self.common + options)
    }

    /// What the runs of single films give.
    private func expectSingles(
        _ outputs: [(input: String, output: String, single: String)], _ options: [String] = []
    ) throws {
        for (input, output, single) in outputs {
            let result = try colorize([input, "singles/\(single)"], options + ["-q"])
            #expect(result.exitCode == 0, "\(result.errorOutput)")
            for file in try single.hasSuffix("/") ? files("singles/\(single)") : [""] {
                #expect(try bytes("\(output)\(file)") == bytes("singles/\(single)\(file)"), "\(output)\(file)")
            }
        }
    }

    @Test func filmsAndSequences() throws {
        let names = ["in/a.mkv", "in/sub/b.avi", "in/sub/seq"]
        let result = try colorize(names + ["out/"])
        #expect(result.exitCode == 0, "\(result.errorOutput)")
        #expect(try files("out") == ["a.mkv", "b.mkv", "seq/1.png", "seq/2.png"])
        #expect(result.errorOutput.contains("[2/3] \(folder.path("in/sub/b.avi")) to "))
        #expect(result.errorOutput.hasSuffix("\n3 of 3 coloured\n"), "\(result.errorOutput)")
        try expectSingles([
            ("in/a.mkv", "out/a.mkv", "a.mkv"), ("in/sub/b.avi", "out/b.mkv", "b.mkv"),
            ("in/sub/seq", "out/seq/", "seq/"),
        ])
        // What is there is kept, and what is missing is made.
        let made = try bytes("out/a.mkv")
        try FileManager.default.removeItem(atPath: folder.path("out/b.mkv"))
        try write("out/a.mkv", "mine")
        let again = try colorize(names + ["out"])
        #expect(again.exitCode == 0 && again.errorOutput.contains("out/a.mkv is there already and is kept"))
        #expect(again.errorOutput.hasSuffix("\n1 of 3 coloured, 2 done before\n"), "\(again.errorOutput)")
        #expect(try String(decoding: bytes("out/a.mkv"), as: UTF8.self) == "mine")
        #expect(try colorize(names + ["out"], ["-y", "-q"]).exitCode == 0)
        #expect(try bytes("out/a.mkv") == made)
    }

    @Test func treesOfFolders() throws {
        let result = try colorize(["in", "out"], ["--recursive"])
        #expect(result.exitCode == 0, "\(result.errorOutput)")
        #expect(try files("out") == ["a.mkv", "sub/b.mkv", "sub/seq/1.png", "sub/seq/2.png"])
        #expect(result.errorOutput.contains("in: skipped 1 file that is not a film: notes.txt"))
        #expect(result.errorOutput.contains("in/text: skipped 1 file that is neither film nor still: c.txt"))
        try expectSingles([("in/a.mkv", "out/a.mkv", "a.mkv"), ("in/sub/seq", "out/sub/seq/", "seq/")])
        // Stills beside films are no sequence; what an earlier run made below the input is no input.
        try folder.make("in/sub/poster.png", FilmFolder.picture(seconds: 0.04))
        for count in ["3 of 3 coloured", "0 of 3 coloured, 3 done before"] {
            let inside = try colorize(["in", "in/out/"], ["--recursive"])
            #expect(
                inside.exitCode == 0 && inside.errorOutput.contains("not a film: poster.png"), "\(inside.errorOutput)")
            #expect(inside.errorOutput.hasSuffix("\n\(count)\n"), "\(inside.errorOutput)")
            #expect(try files("in/out") == ["a.mkv", "sub/b.mkv", "sub/seq/1.png", "sub/seq/2.png"])
        }
        let empty = try colorize(["in/text"], ["--recursive"])
        #expect(
            empty.exitCode == 1 && empty.errorOutput.contains("holds no films and no stills"), "\(empty.errorOutput)")
        #expect(!FileManager.default.fileExists(atPath: folder.path("in/text.colour")))
    }

    @Test func resultsBesideTheInputs() throws {
        let paths = ["-i", folder.path("in/a.mkv"), "-i", folder.path("in/sub/seq")]
        #expect(try Command.colorize(paths + Self.common + ["-q"]).exitCode == 0)
        #expect(try files("in/sub") == ["b.avi", "seq.colour/1.png", "seq.colour/2.png", "seq/1.png", "seq/2.png"])
        #expect(try files("in").contains("a.colour.mkv"))
        #expect(try colorize(["in/sub"], ["--recursive", "-q"]).exitCode == 0)
        #expect(try files("in/sub.colour").contains("b.mkv"))
    }

    @Test func filmsToStills() throws {
        let result = try colorize(["in/a.mkv", "in/sub/seq", "out/"], ["--output-format", "bmp", "-q"])
        #expect(result.exitCode == 0, "\(result.errorOutput)")
        #expect(try files("out") == (1...5).map { "a/00000\($0).bmp" } + ["seq/1.bmp", "seq/2.bmp"])
        let again = try colorize(["in/a.mkv", "in/sub/seq", "out/"], ["--output-format", "bmp"])
        #expect(again.errorOutput.hasSuffix("\n0 of 2 coloured, 2 done before\n"), "\(again.errorOutput)")
    }

    /// The others go on, and at the end it is said again.
    @Test func whatFailsIsToldAtTheEnd() throws {
        try makeFolder("in/bad")
        try write("in/bad/x.mp4")
        let result = try colorize(["in/bad", "in/none.mkv", "in/a.mkv", "out/"], ["--recursive"])
        #expect(result.exitCode == 1)
        let lines = result.errorOutput.split(separator: "\n")
        #expect(lines[lines.count - 3] == "1 of 3 coloured, 2 failed", "\(result.errorOutput)")
        #expect(lines[lines.count - 2] == "colorize-video: \(folder.path("in/none.mkv")): no such file or folder")
        #expect(lines[lines.count - 1].hasPrefix("colorize-video: \(folder.path("in/bad/x.mp4")): cannot open"))
        #expect(lines.filter { $0.hasPrefix("warning: ") && $0.hasSuffix("; the others go on") }.count == 2)
        // Not even an empty folder is left of it.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("out")) == ["a.mkv"])
    }

    @Test func wrongUsageIsRefusedBeforeAnyWork() throws {
        try makeFolder("other")
        try FileManager.default.copyItem(atPath: folder.path("in/a.mkv"), toPath: folder.path("other/a.mp4"))
        try FileManager.default.copyItem(atPath: folder.path("in/a.mkv"), toPath: folder.path("other/a.avi"))
        let before = try files("")
        for (names, options, reason) in [
            (["in/a.mkv", "other/a.avi", "out/"], [], "out/a.mkv: would be the result of both "),
            (["in", "other/a.avi", "in/a.mkv", "out/"], ["--recursive"], "out/a.mkv: would be the result of both "),
            (
                ["in/a.mkv", "other/a.mp4", "out.mkv"], [],
                "out.mkv: is the name of one result; several inputs need a folder"
            ),
            (["in/a.mkv", "in/sub/b.avi", "other/a.mp4"], [], "other/a.mp4: is a file; several inputs need a folder"),
            (["in/a.mkv", "other/a.mp4", "out"], [], "out: no such folder; \(folder.path("out"))/ makes it"),
            (["in/a.mkv", "in/sub/b.avi", "out/"], ["--cuts", "x"], "--cuts is for one input, not for several"),
            (["in/a.mkv", "in/sub/b.avi", "out/"], ["--refs", "x"], "--refs is for one input, not for several"),
            (["in/a.mkv", "other/a.avi", "in/"], ["-y"], "in/a.mkv: would be the result of both "),
            (["in/a.mkv", "in/sub/b.avi", "in/"], ["-y"], "in/a.mkv: the output is the input itself"),
            (
                ["in/a.mkv", "in/sub/seq", "out/"], ["--fps", "8", "--output-format", "png"],
                "--fps is for films made of"
            ),
            (["in/a.mkv", "in/%d.png", "out/"], [], "in/%d.png: gives no name to its result"),
        ] {
            let result = try colorize(names, options)
            #expect(result.exitCode == 2 && result.errorOutput.contains(reason), "\(names): \(result.errorOutput)")
            #expect(result.errorOutput.split(separator: "\n").count == 1, "\(result.errorOutput)")
            #expect(try files("") == before)
        }
        let plan = try Command.colorize([
            "plan", folder.path("in/a.mkv"), folder.path("in/sub/b.avi"), folder.path("out/"),
        ])
        #expect(plan.exitCode == 2 && plan.errorOutput.contains("a plan is for one film"), "\(plan.errorOutput)")
    }

    @Test func programsAreToldWhichFilm() throws {
        let result = try colorize(["in/a.mkv", "in/sub/b.avi", "out/"], ["--progress", "json"])
        let events = try result.errorOutput.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any], "\($0)")
        }
        let films = { (kind: String) in events.filter { $0["event"] as? String == kind }.map { $0["film"] as? Int } }
        for kind in ["start", "finish", "summary"] { #expect(films(kind) == [1, 2]) }
        #expect(events.compactMap { $0["films"] as? Int }.allSatisfy { $0 == 2 })
        // The last word is about all of them.
        #expect(events.last?["text"] as? String == "2 of 2 coloured" && events.last?["film"] == nil)
    }

    /// Ctrl-C ends everything, and the same command goes on.
    @Test func interruptedBatchesGoOn() throws {
        try folder.make("in/sub/long.mkv", FilmFolder.picture(seconds: 12, rate: "30") + ["-c:v", "ffv1"])
        let names = ["in/a.mkv", "in/sub/long.mkv", "in/sub/seq"]
        // A run of a moment keeps nothing, so that the first is killed.
        let killed = try interrupted(names, by: SIGKILL, afterPiece: 0)
        #expect(killed.exitCode == SIGKILL)
        let result = try interrupted(names, by: SIGINT, afterPiece: 1)
        #expect(result.exitCode == 130)
        #expect(
            result.text.contains("pieces are kept in ")
                && result.text.hasSuffix("; 1 of 3 are done; the same command goes on from there\n"), "\(result.text)")
        #expect(try files("out").filter { !$0.contains(".pieces") } == ["a.mkv"])
        let again = try colorize(names + ["out/"], ["--piece-frames", "64"])
        #expect(again.exitCode == 0 && again.errorOutput.contains("resuming: "), "\(again.errorOutput)")
        #expect(again.errorOutput.hasSuffix("\n2 of 3 coloured, 1 done before\n"), "\(again.errorOutput)")
        #expect(try files("out") == ["a.mkv", "long.mkv", "seq/1.png", "seq/2.png"])
        try expectSingles([("in/sub/long.mkv", "out/long.mkv", "long.mkv")], ["--piece-frames", "64"])
    }

    /// Starts a run and ends it by a signal when a piece of the second film is done.
    private func interrupted(_ names: [String], by signal: Int32, afterPiece piece: Int) throws -> (
        exitCode: Int32, text: String
    ) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Command.colorizeVideo)
        process.arguments = names.map(folder.path) + [folder.path("out/")] + Self.common + ["--piece-frames", "64"]
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let record = folder.path("out/long.mkv.pieces/piece-00000\(piece).json")
        while !FileManager.default.fileExists(atPath: record), process.isRunning { usleep(2_000) }
        kill(process.processIdentifier, signal)
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
