import Foundation
import TestSupport
import Testing

/// Runs that are broken off and go on: nothing that was finished is lost, and the film is the same, byte for byte.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct ResumeTests {
    let folder: FilmFolder
    static let isLong = ProcessInfo.processInfo.environment["COLORIZE_LONG_TESTS"] != nil
    static let usual = [
        "--model", "lite", "--precision", "f32", "--input-size", "32", "--piece-frames", "64", "--steady", "off",
    ]
    /// Colours are held across the borders of pieces.
    static let steady = ["--steady", "light"]
    /// Six pieces.
    static let frames = 330

    init() throws { folder = try FilmFolder() }

    /// A film of so many frames, grey, moving, with a cut in the fourth piece.
    @discardableResult
    func film(_ name: String = "film.mkv", frames: Int = ResumeTests.frames, _ options: [String] = []) throws
        -> String
    {
        let picture = "testsrc2=size=64x48:rate=25,hue=s=0,negate=enable='gt(n,200)',format=yuv420p"
        return try folder.make(
            name,
            ["-f", "lavfi", "-i", picture, "-frames:v", "\(frames)", "-c:v", "libx264", "-preset", "ultrafast"]
                + ["-bf", "2"] + options)
    }

    /// Runs the command to its end, and gives what it says.
    func run(_ input: String, _ output: String, _ options: [String] = [], exitCode: Int32 = 0) throws -> String {
        let result = try Command.colorize([folder.path(input), folder.path(output)] + Self.usual + options)
        #expect(result.exitCode == exitCode, "\(result.errorOutput)")
        return result.errorOutput
    }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: folder.path(name))) }

    func names(in name: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path(name))) ?? []).sorted()
    }

    /// The pieces that are done.
    func pieces(of output: String) -> [String] {
        names(in: "\(output).pieces").filter { $0.hasSuffix(".json") && $0.hasPrefix("piece-") }
    }

    func remove(_ names: String...) throws {
        for name in names { try FileManager.default.removeItem(atPath: folder.path(name)) }
    }

    /// Makes the journal of a run to `output` that was broken off when it had `pieces`.
    func makeUnfinished(_ input: String, _ output: String, pieces: [Int], _ options: [String] = []) throws {
        _ = try run(input, output, options + ["--keep-pieces", "-q"])
        try remove(output)
        for name in self.pieces(of: output) {
            let number = try #require(Int(name.dropFirst(6).dropLast(5)))
            if pieces.contains(number) { continue }
            try remove("\(output).pieces/\(name)", "\(output).pieces/\(name.dropLast(5)).packets")
        }
        #expect(self.pieces(of: output).count == pieces.count)
    }

    /// A run that can be broken off.
    func start(_ input: String, _ output: String, log: String, _ options: [String] = []) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Command.colorizeVideo)
        process.arguments = [folder.path(input), folder.path(output)] + Self.usual + options
        process.environment = ProcessInfo.processInfo.environment
            .merging(["XDG_CACHE_HOME": folder.path("cache")]) { $1 }
        try Data().write(to: URL(fileURLWithPath: folder.path(log)))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path(log)))
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return process
    }

    func wait(_ seconds: Double, for process: Process) {
        let end = ContinuousClock.now + .seconds(seconds)
        while process.isRunning, ContinuousClock.now < end { usleep(2_000) }
    }

    func end(_ process: Process, with signal: Int32) {
        if process.isRunning { kill(process.processIdentifier, signal) }
        process.waitUntilExit()
    }

    /// A run is killed at moments spread over it, and started again each time until it ends; then another begins.
    @Test func killedAtAnyMoment() throws {
        try film()
        let begin = ContinuousClock.now
        _ = try run("film.mkv", "whole.mkv", Self.steady + ["-q"])
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        let whole = try bytes("whole.mkv")
        var done = 0
        var noise = Noise(seed: 17)
        for _ in 0..<(Self.isLong ? 40 : 8) {
            let process = try start("film.mkv", "out.mkv", log: "log", Self.steady)
            // Up to about the time of two pieces, so that the film grows; now and then all that is left.
            wait(noise.next(in: 0...(noise.next(4) == 0 ? 1 : 0.5)) * seconds, for: process)
            end(process, with: SIGKILL)
            let log = String(decoding: try bytes("log"), as: UTF8.self)
            // It goes on with all that was there.
            let resumed = log.contains("resuming: ")
            #expect(!resumed || log.contains("resuming: \(done) of 6 pieces are done\n"), "\(done): \(log)")
            if folder.folder.names.contains("out.mkv") {
                #expect(try bytes("out.mkv") == whole)
                try remove("out.mkv")
                // Killed between the film's name and the end of its pieces, which the next run removes or uses.
                done = pieces(of: "out.mkv").count
                continue
            }
            // What was finished is there, and one more piece at most is half done.
            let now = pieces(of: "out.mkv").count
            #expect(now >= done)
            done = now
            let unfinished = names(in: "out.mkv.pieces").filter { $0.hasPrefix(".") && !$0.hasSuffix(".lock") }
            #expect(unfinished.count <= 1, "\(unfinished)")
        }
        let log = try run("film.mkv", "out.mkv", Self.steady)
        #expect(done == 0 || log.contains("resuming: \(done) of 6 pieces are done\n"), "\(log)")
        #expect(try bytes("out.mkv") == whole)
        #expect(folder.folder.names.filter { $0 != "cache" } == ["film.mkv", "log", "out.mkv", "whole.mkv"])
    }

    /// As a run does that has pieces of an earlier one: the first is killed when it has two.
    @Test func aSignalKeepsThePieces() throws {
        try film()
        _ = try run("film.mkv", "whole.mkv", ["-q"])
        let first = try start("film.mkv", "out.mkv", log: "log")
        while first.isRunning, pieces(of: "out.mkv").count < 2 { usleep(2_000) }
        end(first, with: SIGKILL)
        for signal in [SIGTERM, SIGHUP, SIGINT] {
            let done = pieces(of: "out.mkv").count
            let next = try start("film.mkv", "out.mkv", log: "log")
            while next.isRunning, pieces(of: "out.mkv").count == done { usleep(2_000) }
            end(next, with: signal)
            let log = String(decoding: try bytes("log"), as: UTF8.self)
            #expect(log.contains("resuming: \(done) of 6 pieces are done\n"), "\(log)")
            let now = pieces(of: "out.mkv").count
            #expect(next.terminationStatus == 130 && now > done, "\(log)")
            let kept = "interrupted; \(now) of 6 pieces are kept in \(folder.path("out.mkv.pieces"));"
            #expect(log.hasSuffix("\(kept) the same command goes on from there\n"), "\(log)")
            #expect(names(in: "out.mkv.pieces").filter { $0.hasPrefix(".") } == [])
        }
        _ = try run("film.mkv", "out.mkv", ["-q"])
        #expect(try bytes("out.mkv") == bytes("whole.mkv"))
        #expect(names(in: "out.mkv.pieces") == [])
    }

    /// Before a piece of its own is done, too, a run that goes on says what is kept.
    @Test func aSignalAtOnceSaysWhatIsKept() throws {
        try film(frames: 130)
        try makeUnfinished("film.mkv", "out.mkv", pieces: [0])
        let next = try start("film.mkv", "out.mkv", log: "log")
        while next.isRunning, try !String(decoding: bytes("log"), as: UTF8.self).contains("resuming") { usleep(1_000) }
        end(next, with: SIGTERM)
        let log = String(decoding: try bytes("log"), as: UTF8.self)
        #expect(next.terminationStatus == 130 && log.contains("interrupted; 1 of 3 pieces are kept in "), "\(log)")
    }

    /// Nothing is kept of what is done again in a moment.
    @Test func aShortRunLeavesNothing() throws {
        try film()
        let first = try start("film.mkv", "out.mkv", log: "log")
        while first.isRunning, pieces(of: "out.mkv").isEmpty { usleep(2_000) }
        end(first, with: SIGTERM)
        let log = String(decoding: try bytes("log"), as: UTF8.self)
        #expect(first.terminationStatus == 130 && log.hasSuffix("colorize-video: interrupted\n"), "\(log)")
        #expect(folder.folder.names == ["film.mkv", "log"])
    }

    @Test(arguments: [["-c", "libx264", "--steady", "light"], ["-c", "ffv1"]])
    func aPipeCarriesTheFile(options: [String]) throws {
        try film(frames: 130, ["-g", "30"])
        _ = try run("film.mkv", "out.nut", options + ["-q"])
        let result = try Command.colorize(
            [folder.path("film.mkv"), "-", "--format", "nut", "-q"] + Self.usual + options)
        #expect(result.exitCode == 0, "\(result.errorOutput)")
        #expect(try result.output == bytes("out.nut"))
    }

    @Test func whatChangedIsNamed() throws {
        try film(frames: 130)
        try makeUnfinished("film.mkv", "out.mkv", pieces: [0, 2])
        let changes = [
            (["--saturation", "0.5"], "how it is coloured"), (["--crf", "30"], "the encoder"),
            (["--frames", "-120"], "the part of it"), (["--piece-frames", "65"], "--piece-frames"),
            (["--input-size", "64"], "the network"),
        ]
        for (options, words) in changes {
            let message = try run("film.mkv", "out.mkv", options + ["-q"], exitCode: 2)
            let words = "\(folder.path("out.mkv.pieces")) holds pieces of another run (changed: \(words)"
            #expect(message.contains(words) && message.contains("--fresh"), "\(options): \(message)")
        }
        #expect(pieces(of: "out.mkv").count == 2)
        try FileManager.default.moveItem(atPath: folder.path("film.mkv"), toPath: folder.path("moved.mkv"))
        try film(frames: 129)
        let message = try run("film.mkv", "out.mkv", ["-q"], exitCode: 2)
        #expect(message.contains("(changed: the input)"), "\(message)")
        // The same film somewhere else is the same film.
        #expect(try run("moved.mkv", "out.mkv").contains("resuming: 2 of 3 pieces are done"))
        _ = try run("moved.mkv", "whole.mkv", ["-q"])
        #expect(try bytes("out.mkv") == bytes("whole.mkv"))
    }

    @Test func freshBeginsAnew() throws {
        try film(frames: 130)
        try makeUnfinished("film.mkv", "out.mkv", pieces: [0])
        let messages = try run("film.mkv", "out.mkv", ["--fresh", "--crf", "30"])
        #expect(!messages.contains("resuming"), "\(messages)")
        _ = try run("film.mkv", "whole.mkv", ["-q", "--crf", "30"])
        #expect(try bytes("out.mkv") == bytes("whole.mkv"))
        #expect(folder.folder.names == ["film.mkv", "out.mkv", "whole.mkv"])
        // A plan that cannot be read is in the way until then.
        try makeUnfinished("film.mkv", "other.mkv", pieces: [0])
        try Data("{".utf8).write(to: URL(fileURLWithPath: folder.path("other.mkv.pieces/plan.json")))
        let refusal = try run("film.mkv", "other.mkv", ["-q"], exitCode: 1)
        #expect(refusal.contains("plan.json: is not a plan, or it is damaged"), "\(refusal)")
        _ = try run("film.mkv", "other.mkv", ["-q", "--fresh"])
        #expect(names(in: "other.mkv.pieces") == [])
    }

    @Test func damagedPiecesAreDoneAgain() throws {
        try film(frames: 200)
        try makeUnfinished("film.mkv", "out.mkv", pieces: [0, 1, 2, 3], Self.steady)
        _ = try run("film.mkv", "whole.mkv", Self.steady + ["-q"])
        let packets = folder.path("out.mkv.pieces/piece-000001.packets")
        var damaged = try Data(contentsOf: URL(fileURLWithPath: packets))
        damaged[damaged.count / 2] ^= 1
        try damaged.write(to: URL(fileURLWithPath: packets))
        for (piece, count) in [(2, 40), (3, 0)] {
            try #require(truncate(folder.path("out.mkv.pieces/piece-00000\(piece).json"), off_t(count)) == 0)
        }
        let messages = try run("film.mkv", "out.mkv", Self.steady)
        #expect(messages.contains("warning: \(packets) is damaged; the piece is done again\n"), "\(messages)")
        #expect(messages.contains("resuming: 1 of 4 pieces are done\n"), "\(messages)")
        #expect(try bytes("out.mkv") == bytes("whole.mkv"))
        #expect(folder.folder.names == ["film.mkv", "out.mkv", "whole.mkv"])
    }

    /// What of a film does not come from its pieces.
    struct Kept: Equatable {
        var streams: [[String]]
        var chapters: [String]
        var packets: [[String]]
        var frames: [FFmpeg.FrameTime]
    }

    func tags(_ properties: [String: Any]) -> [String] {
        (properties["tags"] as? [String: Any] ?? [:]).map { "\($0)=\($1)" }.sorted()
    }

    func kept(_ name: String) throws -> Kept {
        let path = folder.path(name)
        let chapters = try FFmpeg.probe(path, ["-show_chapters"])["chapters"] as? [[String: Any]] ?? []
        let packets = try FFmpeg.probe(path, ["-show_packets", "-show_data_hash", "md5"])["packets"]
        return Kept(
            streams: try FFmpeg.streams(path).map { stream in
                ["codec_name", "codec_type", "start_time", "duration", "avg_frame_rate"].map { "\(stream[$0] ?? "")" }
                    + tags(stream)
            },
            chapters: chapters.map { "\($0["start_time"] ?? "") \($0["end_time"] ?? "") \(tags($0))" },
            packets: (packets as? [[String: Any]] ?? []).filter { $0["codec_type"] as? String != "video" }
                .map { packet in
                    ["stream_index", "pts", "dts", "duration", "flags", "data_hash"].map { "\(packet[$0] ?? "")" }
                },
            frames: try FFmpeg.frameTimes(path))
    }

    @Test(arguments: ["mkv", "mp4"]) func allElseIsKept(ending: String) throws {
        try Data("1\n00:00:00,100 --> 00:00:00,900\nHello\n\n2\n00:00:04,000 --> 00:00:05,000\nBye\n".utf8)
            .write(to: URL(fileURLWithPath: folder.path("words.srt")))
        try Data(
            """
            ;FFMETADATA1
            title=Film
            [CHAPTER]
            TIMEBASE=1/1000
            START=0
            END=2000
            title=One
            [CHAPTER]
            TIMEBASE=1/1000
            START=2000
            END=5000
            title=Two

            """.utf8
        ).write(to: URL(fileURLWithPath: folder.path("chapters.txt")))
        try film("picture.mkv", frames: 130)
        try folder.make(
            "film.\(ending)",
            ["-i", folder.path("picture.mkv")] + FilmFolder.tone(seconds: 5.7)
                + ["-i", folder.path("words.srt"), "-i", folder.path("chapters.txt"), "-map", "0:v", "-map", "1:a"]
                + ["-map", "2:s", "-map_metadata", "3", "-c:v", "copy", "-c:a", "aac"]
                + ["-c:s", ending == "mp4" ? "mov_text" : "srt", "-metadata:s:a:0", "language=ger"])
        let (input, output) = ("film.\(ending)", "out.\(ending)")
        _ = try run(input, "whole.\(ending)", ["-q", "--piece-frames", "100000"])
        try makeUnfinished(input, output, pieces: [1])
        _ = try run(input, output, ["-q"])
        let (pieces, whole) = (try kept(output), try kept("whole.\(ending)"))
        #expect(pieces == whole)
        #expect(whole.chapters.count == 2 && whole.streams.count >= 3 && whole.packets.count > 200)
        // The order in the file as well is that of a run without a stop.
        _ = try run(input, "once.\(ending)", ["-q"])
        #expect(try bytes(output) == bytes("once.\(ending)"))
    }

    @Test(arguments: [["--frames", "10-135"], ["--start", "1.02", "--duration", "3.5"]])
    func partsOfAFilm(part: [String]) throws {
        let part = part + Self.steady
        try film("picture.mkv", frames: 140, ["-g", "25"])
        try folder.make(
            "film.mkv",
            ["-i", folder.path("picture.mkv")] + FilmFolder.tone(seconds: 6) + ["-c:v", "copy", "-c:a", "aac"])
        _ = try run("film.mkv", "whole.mkv", part + ["-q", "--piece-frames", "100000"])
        _ = try run("film.mkv", "once.mkv", part + ["-q"])
        try makeUnfinished("film.mkv", "out.mkv", pieces: [0], part)
        #expect(try run("film.mkv", "out.mkv", part).contains("resuming: 1"))
        #expect(try bytes("out.mkv") == bytes("once.mkv"))
        #expect(try kept("once.mkv") == kept("whole.mkv"))
    }

    @Test func filmsOfStills() throws {
        try FileManager.default.createDirectory(atPath: folder.path("stills"), withIntermediateDirectories: true)
        try FFmpeg.run(["-i", film(frames: 140), "-pix_fmt", "gray", folder.path("stills/%04d.png")])
        let options = ["--fps", "25", "--frames", "5-140"]
        _ = try run("stills", "whole.mkv", options + ["-q"])
        try makeUnfinished("stills", "out.mkv", pieces: [0, 2], options)
        #expect(try run("stills", "out.mkv", options).contains("resuming: 2 of 3 pieces are done"))
        #expect(try bytes("out.mkv") == bytes("whole.mkv"))
        #expect(try FFmpeg.frameTimes(folder.path("out.mkv")).count == 135)
        // A still that changed is another source.
        try makeUnfinished("stills", "out2.mkv", pieces: [0], options)
        try FFmpeg.run(["-i", folder.path("stills/0007.png"), "-vf", "negate", folder.path("stills/0100.png")])
        #expect(try run("stills", "out2.mkv", options + ["-q"], exitCode: 2).contains("(changed: the input)"))
    }

    @Test func piecesAreKeptIfAsked() throws {
        try film(frames: 130)
        _ = try run("film.mkv", "out.mkv", ["-q", "--keep-pieces"])
        #expect(
            names(in: "out.mkv.pieces")
                == ["film.json"] + (0..<3).flatMap { ["piece-00000\($0).json", "piece-00000\($0).packets"] }
                + ["plan.json"])
        let film = try bytes("out.mkv")
        try remove("out.mkv")
        // All are there: nothing is coloured.
        let messages = try run("film.mkv", "out.mkv")
        #expect(messages.contains("resuming: 3 of 3 pieces are done"), "\(messages)")
        #expect(try bytes("out.mkv") == film)
        #expect(folder.folder.names == ["film.mkv", "out.mkv"])
    }

    /// As if the run had been killed after the film had its name and before the pieces were removed.
    @Test func aFilmThatIsDoneIsDone() throws {
        try film(frames: 130)
        _ = try run("film.mkv", "out.mkv", ["-q", "--keep-pieces"])
        let film = try bytes("out.mkv")
        // Not what another command asks for.
        let change = try run("film.mkv", "out.mkv", ["--crf", "30"], exitCode: 2)
        #expect(change.contains("(changed: the encoder)"), "\(change)")
        #expect(try run("film.mkv", "out.mkv", ["--fresh"], exitCode: 2).contains("out.mkv: exists already"))
        let messages = try run("film.mkv", "out.mkv")
        #expect(messages.contains("\(folder.path("out.mkv")) is done already: an earlier run made it\n"), "\(messages)")
        #expect(try bytes("out.mkv") == film)
        #expect(folder.folder.names == ["film.mkv", "out.mkv"])
        // Another file of that name is another file.
        _ = try run("film.mkv", "other.mkv", ["-q", "--keep-pieces"])
        try remove("other.mkv")
        try film.write(to: URL(fileURLWithPath: folder.path("other.mkv")))
        #expect(try run("film.mkv", "other.mkv", exitCode: 2).contains("other.mkv: exists already"))
    }

    @Test func filmsOfOnePieceNeedNoFolder() throws {
        try film(frames: 64)
        // Something else of that name is in nobody's way.
        try Data("precious".utf8).write(to: URL(fileURLWithPath: folder.path("out.mkv.pieces")))
        _ = try run("film.mkv", "out.mkv", ["-q"])
        #expect(try bytes("out.mkv.pieces") == Data("precious".utf8))
        #expect(try FFmpeg.frameTimes(folder.path("out.mkv")).count == 64)
    }
}
