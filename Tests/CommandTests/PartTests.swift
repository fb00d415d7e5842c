import Foundation
import TestSupport
import Testing

/// Parts of films, and films through pipes.
@Suite struct PartTests {
    let films: FilmFolder
    let input: String

    init() throws {
        films = try FilmFolder()
        input = try films.make(
            "in.mp4",
            FilmFolder.picture(seconds: 3) + FilmFolder.tone(seconds: 3) + ["-c:v", "libx264", "-bf", "3", "-g", "20"])
    }

    /// MD5 of every frame.
    private func frames(_ path: String) throws -> [Substring] {
        let text = String(
            decoding: try FFmpeg.run(["-i", path, "-map", "0:v:0", "-f", "framemd5", "-"]), as: UTF8.self)
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { $0.split(separator: " ").last }
    }

    /// Options, and the frames of the film (of 75, 25 a second) that they mean.
    static let parts: [(options: [String], frames: Range<Int>)] = [
        (["--frames", "10-30"], 10..<30), (["--frames", "50-"], 50..<75), (["--frames", "-5"], 0..<5),
        (["--frames", "70-900"], 70..<75), (["--start", "1.2"], 30..<75), (["--duration", "0.4"], 0..<10),
        (["--start", "0:00:02.4", "--duration", "0.2"], 60..<65),
    ]

    @Test(.notUnderThreadSanitizer, .notUnderAddressSanitizer, arguments: ["off", "light", "strong", "shot"])
    func partsAreThoseFramesOfTheWhole(steady: String) throws {
        // Looking at the film ahead takes longer than colouring it: once is enough.
        let options = ["-c", "ffv1", "--steady", steady, "--precision", steady == "light" ? "auto" : "f32"]
        let whole = try frames(films.colorize(input, to: "whole.mkv", options).path)
        try #require(whole.count == 75)
        let parts = steady == "shot" ? [0, 3, 4, 6].map { Self.parts[$0] } : Self.parts
        for part in parts {
            let (output, messages) = try films.colorize(input, to: "part.mkv", options + part.options + ["-y"])
            #expect(try frames(output) == Array(whole[part.frames]), "\(part)")
            #expect(messages.contains("has only 75 frames") == part.options.contains("70-900"), "\(messages)")
            // Picture and sound begin together at 0 and end together.
            #expect(try FFmpeg.frameTimes(output).first?.time == "0.000000")
            let packets = try FFmpeg.probe(output, ["-select_streams", "a", "-show_packets"])["packets"]
            let times = ((packets as? [[String: Any]]) ?? []).compactMap { Double($0["pts_time"] as? String ?? "") }
            let seconds = Double(part.frames.count) / 25
            #expect(times.allSatisfy { $0 > -0.03 && $0 < seconds }, "\(part)")
            #expect((times.last ?? 0) > seconds - 0.06, "\(part)")
        }
    }

    @Test func partsThatAreNotThere() throws {
        for options in [["--frames", "80-90"], ["--start", "10"], ["--start", "2.41", "--duration", "0.01"]] {
            let result = try Command.colorize([input, films.path("out.mkv"), "-q"] + options)
            #expect(result.exitCode == 1)
            #expect(
                result.errorOutput.contains(
                    "in.mp4: has no frames in the part asked for; it is 3.0 s long, about 75 frames\n"),
                "\(result.errorOutput)")
        }
        for options in [["--frames", "9-4"], ["--start", "1:75"], ["--start", "1", "--frames", "1-2"]] {
            #expect(try Command.colorize([input, films.path("out.mkv"), "-q"] + options).exitCode == 2)
        }
        #expect(films.folder.names == ["in.mp4"])
    }

    @Test func chaptersOfAPart() throws {
        let text =
            ";FFMETADATA1\n"
            + (0..<3).map {
                "[CHAPTER]\nTIMEBASE=1/1000\nSTART=\($0 * 1000)\nEND=\($0 * 1000 + 1000)\ntitle=\($0)\n"
            }.joined()
        try Data(text.utf8).write(to: URL(fileURLWithPath: films.path("chapters.txt")))
        let film = try films.make(
            "film.mkv", ["-i", input, "-i", films.path("chapters.txt"), "-map_metadata", "1", "-an", "-c", "copy"])
        let output = try films.colorize(film, to: "out.mkv", ["--start", "1.4", "--duration", "1"]).path
        let chapters = try FFmpeg.probe(output, ["-show_chapters"])["chapters"] as? [[String: Any]] ?? []
        #expect(chapters.map { ($0["tags"] as? [String: String])?["title"] } == ["1", "2"])
        #expect(chapters.map { $0["start_time"] as? String } == ["0.000000", "0.600000"])
    }

    @Test func throughPipes() throws {
        // A pipe cannot be looked at ahead, so nothing but f32 is chosen for it.
        let whole = try frames(
            films.colorize(input, to: "whole.mkv", ["-c", "ffv1", "--precision", "f32", "--steady", "light"]).path)
        let result = try films.shell(
            "ffmpeg -v error -i in.mp4 -c copy -f matroska - | \"$colorize\" - - --input-size 32"
                + " | ffmpeg -v error -i - -c:v ffv1 -c:a copy out.mkv")
        #expect(result.exitCode == 0, "\(result.errorOutput)")
        #expect(result.errorOutput.contains("--steady light, since a pipe cannot be read twice"))
        #expect(try frames(films.path("out.mkv")) == whole)
        #expect(
            try FFmpeg.packetMD5(films.path("out.mkv"), stream: "a:0") == FFmpeg.packetMD5(input, stream: "a:0"))
        for (format, codec) in [("yuv4mpegpipe", "rawvideo"), ("matroska", "h264"), ("mpegts", "h264")] {
            let result = try films.shell("\"$colorize\" in.mp4 - -f \(format) --input-size 32 -q > \(format)")
            #expect(result.exitCode == 0, "\(result.errorOutput)")
            #expect((try FFmpeg.videoStream(films.path(format)))["codec_name"] as? String == codec)
            #expect(try FFmpeg.frameTimes(films.path(format)).count == 75)
        }
    }

    @Test func pipesThatCannotBe() throws {
        for (script, exitCode, words) in [
            ("\"$colorize\" in.mp4 - -f mp4 -q | cat > /dev/null", 1, "does not support non seekable output"),
            ("\"$colorize\" in.mp4 - --verify -q | cat", 2, "--verify cannot read standard output again"),
            ("echo no film | \"$colorize\" - out.mkv -q", 1, "standard input: cannot open"),
            ("\"$colorize\" in.mp4 - --input-size 32 -q | head -c 10 > /dev/null", 1, "standard output: cannot write"),
            (
                "cat in.mp4 | \"$colorize\" - out.mkv --steady shot --input-size 32 -q", 2,
                "is a pipe, which cannot be read twice"
            ),
            ("\"$colorize\" in.mp4 out.mkv -f nonsense -q", 2, "no film container called 'nonsense'"),
        ] {
            let result = try films.shell(script)
            #expect(Int(result.exitCode) == exitCode, "\(script): \(result.errorOutput)")
            #expect(result.errorOutput.contains(words), "\(script): \(result.errorOutput)")
        }
        #expect(films.folder.names == ["in.mp4"])
    }
}
