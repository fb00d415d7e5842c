import Foundation
import TestSupport
import Testing

/// One film in pieces that several processes do.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct PlannedTests {
    private let folder: TemporaryFolder
    private let options = [
        "--model", "lite", "--precision", "f32", "--input-size", "64", "--piece-frames", "64", "--steady", "light",
    ]
    private var film: String { folder.file("film.mkv") }
    private var pieces: String { folder.file("out.mkv.pieces") }

    /// 6 pieces, the last of 7 frames, with sound; three shots, the last of which is like the first.
    init() throws {
        folder = try TemporaryFolder()
        let picture =
            "testsrc2=size=96x64:rate=25:duration=5.88,split=3[a][b][c];[a]trim=end_frame=90[d];"
            + "[b]trim=end_frame=90,negate[e];[d][e][c]concat=n=3"
        try FFmpeg.run([
            "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", "sine=frequency=440:duration=13",
            "-frames:v", "327", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", film,
        ])
    }

    private func run(_ arguments: String...) throws -> CommandResult { try Command.colorize(arguments) }

    private func contents(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: folder.file(name)))
    }

    @Test func piecesFromAnywhereAreTheFilmInOneGo() throws {
        let whole = try Command.colorize([film, folder.file("whole.mkv"), "-q"] + options)
        try #require(whole.exitCode == 0, "\(whole.errorOutput)")

        let planned = try Command.colorize(["plan", film, folder.file("out.mkv")] + options)
        #expect(planned.exitCode == 0 && planned.text == "6\n", "\(planned.errorOutput)")
        // Some, some of them again and beyond the end, and one from a copy of the film.
        #expect(try run("piece", pieces, "0-1").exitCode == 0)
        let more = try run("piece", pieces, "1,3-9")
        #expect(more.exitCode == 0)
        #expect(more.errorOutput.contains("piece 1 is done already"))
        #expect(more.errorOutput.contains("the film has 6 pieces, 0 to 5"))
        let early = try run("join", pieces)
        #expect(early.exitCode == 75 && early.text == "2\n", "\(early.errorOutput)")
        let status = try run("status", pieces).text
        #expect(status.contains("5 of 6 pieces are done") && status.contains("missing: 2"))
        let copy = folder.file("copy.mkv")
        try FileManager.default.moveItem(atPath: film, toPath: copy)
        #expect(try run("piece", pieces, "2").exitCode == 65)
        #expect(try run("piece", pieces, "2", "--input", copy).exitCode == 0)
        let log = try contents("out.mkv.pieces/piece-000002.log")
        let last = String(decoding: log, as: UTF8.self).split(separator: "\n").last ?? ""
        #expect(last.contains("piece 2 is done: 64 frames"))

        let joined = try run("join", pieces, "--input", copy, "--verify")
        #expect(joined.exitCode == 0, "\(joined.errorOutput)")
        let areEqual = try contents("out.mkv") == contents("whole.mkv")
        #expect(areEqual)
        #expect(!folder.names.contains("out.mkv.pieces"))
    }

    /// What is blended across the borders of pieces is read on both sides of them.
    @Test(arguments: ["off", "strong"]) func piecesAreSteadiedAsTheFilmIs(steady: String) throws {
        let options = options + ["--steady", steady]
        let whole = try Command.colorize([film, folder.file("whole.mkv"), "-q"] + options)
        try #require(whole.exitCode == 0, "\(whole.errorOutput)")
        #expect(try Command.colorize(["plan", film, folder.file("out.mkv")] + options).exitCode == 0)
        for which in ["3-5", "0", "1-2"] { #expect(try run("piece", pieces, which).exitCode == 0) }
        #expect(try run("join", pieces).exitCode == 0)
        let areEqual = try contents("out.mkv") == contents("whole.mkv")
        #expect(areEqual)
    }

    /// Shots are held together and linked alike by a run from the start, which finds the links on the way, by one piece
    /// alone and by a run that goes on, which read the film for them first.
    @Test func whoeverGoesOnHoldsShotsAlike() throws {
        let arguments =
            [film, folder.file("out.mkv"), "--keep-pieces"] + options + ["--steady", "shot", "--frames", "-199"]
        let whole = try Command.colorize(arguments)
        try #require(whole.exitCode == 0, "\(whole.errorOutput)")
        let link = "1 shot with the colours of an earlier one: shot 180 like 0\n"
        #expect(whole.errorOutput.components(separatedBy: link).count == 2, "\(whole.errorOutput)")
        let film = try contents("out.mkv")
        try FileManager.default.removeItem(atPath: folder.file("out.mkv"))
        for piece in [1, 3] {
            for name in ["json", "packets"] {
                try FileManager.default.removeItem(atPath: "\(pieces)/piece-00000\(piece).\(name)")
            }
        }
        let piece = try run("piece", pieces, "3")
        #expect(piece.exitCode == 0, "\(piece.errorOutput)")
        let resumed = try Command.colorize(arguments)
        #expect(resumed.errorOutput.contains("resuming: 3 of 4 pieces are done"), "\(resumed.errorOutput)")
        #expect(resumed.errorOutput.components(separatedBy: link).count == 2, "\(resumed.errorOutput)")
        let areEqual = try contents("out.mkv") == film
        #expect(areEqual)
    }

    /// The plan knows where they are; a machine without that file takes its own, if they are the same.
    @Test func piecesFindTheWeights() throws {
        let lite = "\(ProjectTree.root)/Sources/EmbeddedWeights/lite.safetensors"
        var weights = try Data(contentsOf: URL(fileURLWithPath: lite))
        weights[weights.count - 1] ^= 1
        let path = folder.file("weights.safetensors")
        try weights.write(to: URL(fileURLWithPath: path))
        let planned = try Command.colorize(["plan", film, folder.file("out.mkv"), "--weights", path] + options)
        #expect(planned.exitCode == 0, "\(planned.errorOutput)")
        let piece = try run("piece", pieces, "5")
        #expect(piece.exitCode == 0, "\(piece.errorOutput)")
        try FileManager.default.moveItem(atPath: path, toPath: folder.file("elsewhere.safetensors"))
        #expect(try run("piece", pieces, "4").exitCode == 69)
        #expect(try run("piece", pieces, "4", "--weights", folder.file("elsewhere.safetensors")).exitCode == 0)
    }

    /// The film is opened for the run and again to be joined; what is left out is said once.
    @Test func lossesAreReportedOnce() throws {
        try Data("1\n00:00:01,000 --> 00:00:02,000\nx\n".utf8).write(to: URL(fileURLWithPath: folder.file("x.srt")))
        let input = folder.file("subtitles.mkv")
        try FFmpeg.run(["-i", film, "-i", folder.file("x.srt"), "-c", "copy", "-c:s", "srt", input])
        let result = try Command.colorize([input, folder.file("x.mp4"), "-q"] + options)
        #expect(result.exitCode == 0)
        let lines = result.errorOutput.split(separator: "\n")
        #expect(lines.count == 1 && lines[0].contains("subtitle stream 2 (subrip) left out"), "\(result.errorOutput)")
    }

    @Test func severalAtATimeAreTheFilmInOneGo() throws {
        for (name, jobs) in [("one.mkv", "1"), ("two.mkv", "3")] {
            let result = try Command.colorize([film, folder.file(name), "-q", "--jobs", jobs] + options)
            #expect(result.exitCode == 0, "\(result.errorOutput)")
        }
        let areEqual = try contents("one.mkv") == contents("two.mkv")
        #expect(areEqual)
    }

    /// What the plan fixes is not changed on the way.
    @Test func whatDoesNotFitIsRefused() throws {
        #expect(try Command.colorize(["plan", film, folder.file("out.mkv")] + options).exitCode == 0)
        let other = folder.file("other.mkv")
        try FFmpeg.run(["-i", film, "-c", "copy", "-metadata", "title=x", other])
        let changed = try run("piece", pieces, "0", "--input", other)
        #expect(changed.exitCode == 78 && changed.errorOutput.contains("the input"), "\(changed.errorOutput)")

        let path = "\(pieces)/plan.json"
        let plan = String(decoding: try contents("out.mkv.pieces/plan.json"), as: UTF8.self)
        let elsewhere = plan.replacingOccurrences(
            of: "\"instructionSet\" : \"[a-z0-9_]*\"", with: "\"instructionSet\" : \"sve\"", options: .regularExpression
        )
        try #require(elsewhere != plan)
        try Data(elsewhere.utf8).write(to: URL(fileURLWithPath: path))
        let machine = try run("piece", pieces, "0")
        #expect(machine.exitCode == 69 && machine.errorOutput.contains("the processor"), "\(machine.errorOutput)")

        try Data(plan.utf8.dropLast(9)).write(to: URL(fileURLWithPath: path))
        #expect(try run("piece", pieces, "0").exitCode == 65)
        #expect(try run("piece", folder.file("nothing"), "0").exitCode == 65)
        for wrong in ["", "a", "3-1", "1,,2", "-1"] {
            #expect(try Command.colorize(["piece", pieces, wrong]).exitCode == 2, "\(wrong)")
        }
        #expect(try Command.colorize(["plan", film, "-"] + options).exitCode == 78)
        // Its packets are frames in memory: nothing is kept of it.
        #expect(try Command.colorize(["plan", film, folder.file("out.y4m")] + options).exitCode == 78)
        #expect(try Command.colorize([film, folder.file("out.y4m"), "-q"] + options).exitCode == 0)
        #expect(try FFmpeg.frameTimes(folder.file("out.y4m")).count == 327)
    }

    /// Stills that an earlier run wrote are kept; the others are what they are without them.
    @Test(arguments: [true, false]) func skipsStillsThatExist(isFilm: Bool) throws {
        let source = isFilm ? film : folder.file("in/%03d.png")
        if !isFilm {
            try FileManager.default.createDirectory(atPath: folder.file("in"), withIntermediateDirectories: false)
            try FFmpeg.run(["-i", film, "-frames:v", "30", source])
        }
        let few = ["--frames", "0-30", "--model", "lite", "--precision", "f32", "--input-size", "64", "-q"]
        for name in ["all", "some"] {
            #expect(try Command.colorize([source, folder.file("\(name)/%03d.png")] + few).exitCode == 0)
        }
        let numbers = [1, 2, 9, 10, 11, 17, 30].map { String(format: "some/%03d.png", $0) }
        for name in numbers { try FileManager.default.removeItem(atPath: folder.file(name)) }
        let marked = folder.file("some/005.png")
        try Data("kept".utf8).write(to: URL(fileURLWithPath: marked))
        let again = [source, folder.file("some/%03d.png")] + few
        #expect(try Command.colorize(again).exitCode == 2)
        #expect(try Command.colorize(again + ["--skip-existing"]).exitCode == 0)
        for name in numbers {
            let areEqual = try contents(name) == contents("all" + name.dropFirst(4))
            #expect(areEqual, "\(name)")
        }
        #expect(try contents("some/005.png") == Data("kept".utf8))
        #expect(try Command.colorize([film, folder.file("x.mkv"), "--skip-existing"]).exitCode == 2)
    }
}
