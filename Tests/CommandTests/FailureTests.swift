import Foundation
import TestSupport
import Testing

/// Bad input and wrong usage: one clear line, the right exit code, nothing left behind.
@Suite struct FailureTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ name: String, _ data: Data = Data()) throws -> String {
        try data.write(to: URL(fileURLWithPath: folder.file(name)))
        return folder.file(name)
    }

    private func makeFilm(_ name: String, seconds: Int = 2, _ options: [String] = []) throws -> String {
        try FFmpeg.run(
            ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25", "-t", "\(seconds)", "-c:v", "libx264"] + options
                + [folder.file(name)])
        return folder.file(name)
    }

    /// Runs the command and expects failure with one line that says `fragment`, and no new file.
    private func expectFailure(
        _ arguments: [String], exitCode: Int32, saying fragment: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let before = folder.names
        let result = try Command.colorize(arguments + ["-q"])
        let lines = result.errorOutput.split(separator: "\n").filter { !$0.hasPrefix("warning: ") }
        #expect(result.exitCode == exitCode, "\(result.errorOutput)", sourceLocation: sourceLocation)
        #expect(lines.count == 1, "\(result.errorOutput)", sourceLocation: sourceLocation)
        #expect(result.errorOutput.contains(fragment), "\(result.errorOutput)", sourceLocation: sourceLocation)
        #expect(folder.names == before, sourceLocation: sourceLocation)
    }

    @Test func inputsThatAreNoFilms() throws {
        let output = folder.file("out.mp4")
        try expectFailure([folder.file("none.mp4"), output], exitCode: 1, saying: "none.mp4: no such file")
        try expectFailure(
            [try write("text.mp4", Data("just text\n".utf8)), output], exitCode: 1, saying: "text.mp4: cannot open")
        try expectFailure([try write("empty.mkv"), output], exitCode: 1, saying: "empty.mkv: cannot open")
        let sound = folder.file("sound.m4a")
        try FFmpeg.run(["-f", "lavfi", "-i", "sine", "-t", "1", sound])
        try expectFailure([sound, output], exitCode: 1, saying: "has no video stream, only aac")
    }

    @Test func filesAndFoldersInTheWrongPlace() throws {
        let film = try makeFilm("film.mp4")
        try FileManager.default.createDirectory(atPath: folder.file("empty"), withIntermediateDirectories: true)
        try expectFailure([folder.file("empty"), film], exitCode: 2, saying: "exists already")
        try expectFailure([folder.file("empty"), folder.file("new.mp4")], exitCode: 1, saying: "holds no pictures")
        try expectFailure([folder.file("empty"), folder.file("new")], exitCode: 1, saying: "holds no pictures")
        try expectFailure([folder.file("empty"), try write("notes")], exitCode: 2, saying: "is a file")
        try expectFailure([film, folder.file("none/new.mp4")], exitCode: 1, saying: "No such file or directory")
        try expectFailure([film, folder.file("new.xyz")], exitCode: 2, saying: "which container")
        for name in ["new.mp3", "new.FLAC", "new.aiff", "new.m4a"] {
            for input in [film, folder.file("empty")] {
                try expectFailure(
                    [input, folder.file(name)], exitCode: 2, saying: "is the name of a file with sound alone")
            }
        }
        try expectFailure(
            [film, folder.file("x.mkv"), "-f", "mp3"], exitCode: 2, saying: "no film container called 'mp3'")
    }

    /// A finished film must not take the place of a device. (A pipe, since a mistake here would cost the machine its
    /// `/dev/null`.)
    @Test func outputsThatAreNoFiles() throws {
        let film = try makeFilm("film.mp4")
        let pipe = folder.file("pipe.mp4")
        try #require(mkfifo(pipe, 0o600) == 0)
        try expectFailure([film, pipe, "-y"], exitCode: 2, saying: "pipe.mp4: is a device or a pipe")
    }

    @Test func outputsThatExist() throws {
        let film = try makeFilm("film.mp4")
        let other = try write("other.mp4", Data("precious".utf8))
        try expectFailure([film, other], exitCode: 2, saying: "other.mp4: exists already; -y overwrites it")
        #expect(try Data(contentsOf: URL(fileURLWithPath: other)) == Data("precious".utf8))
        try expectFailure([film, film, "-y"], exitCode: 2, saying: "is the input itself")
        try FileManager.default.createSymbolicLink(atPath: folder.file("link.mp4"), withDestinationPath: film)
        try expectFailure([film, folder.file("link.mp4"), "-y"], exitCode: 2, saying: "is the input itself")
        // A run that fails leaves what was there, too.
        try expectFailure([try write("bad.mp4"), other, "-y"], exitCode: 1, saying: "bad.mp4")
        #expect(try Data(contentsOf: URL(fileURLWithPath: other)) == Data("precious".utf8))
    }

    @Test func truncatedFilms() throws {
        let output = folder.file("out.mp4")
        // The index is at the end, and gone.
        let film = try Data(contentsOf: URL(fileURLWithPath: makeFilm("film.mp4", seconds: 6)))
        try expectFailure(
            [try write("cut.mp4", film.prefix(film.count / 2)), output], exitCode: 1, saying: "moov atom not found")
        // The index is at the start, or everywhere: the film just ends.
        for (name, options) in [
            ("whole.mp4", ["-vf", "noise=alls=40:allf=t", "-movflags", "faststart"]), ("whole.mkv", []),
        ] {
            let whole = try Data(contentsOf: URL(fileURLWithPath: makeFilm(name, seconds: 6, options)))
            let cut = try write("cut-\(name)", whole.prefix(whole.count / 2))
            try expectFailure(
                [cut, output, "--strict", "--input-size", "32"], exitCode: 1,
                saying: name.hasSuffix("mkv") ? "breaks off after" : "cut-whole.mp4")
            let kept = try Command.colorize([cut, output, "--input-size", "32", "--steady", "light"])
            #expect(kept.exitCode == 0)
            #expect(kept.errorOutput.contains("breaks off after"))
            #expect(try FFmpeg.frameTimes(output).count > 20)
            try FileManager.default.removeItem(atPath: output)
        }
    }

    @Test func weightsThatAreNotTheModels() throws {
        let film = try makeFilm("film.mp4")
        let output = folder.file("out.mp4")
        try expectFailure(
            [film, output, "--weights", folder.file("none.pth")], exitCode: 1, saying: "none.pth")
        try expectFailure(
            [film, output, "--weights", try write("text.pth", Data("no weights".utf8))], exitCode: 1, saying: "text.pth"
        )
        try expectFailure([film, output, "--model", "siggraph17"], exitCode: 1, saying: "models fetch siggraph17")
        // The weights of lite are sound, but not those of ECCV16.
        let lite = ProjectTree.root + "/Sources/EmbeddedWeights/lite.safetensors"
        try expectFailure(
            [film, output, "--model", "eccv16", "--weights", lite], exitCode: 1, saying: "model1.0.weight")
    }

    @Test func wrongUsage() throws {
        let film = try makeFilm("film.mp4")
        let output = folder.file("out.mp4")
        for arguments in [
            [], [film, output, "--no-such-option"], [film, output, "--crf", "soft"],
            [film, output, "--threads", "-1"], [film, output, "-e", "novalue"], [film, output, "--model", "vgg"],
        ] {
            let result = try Command.colorize(arguments)
            #expect(result.exitCode == 2, "\(arguments): \(result.errorOutput)")
            #expect(result.errorOutput.contains("--help"))
        }
        try expectFailure([film, output, "--crf", "-5"], exitCode: 2, saying: "does not take '-5.0' for crf")
        try expectFailure([film, output, "--preset", "bogus"], exitCode: 2, saying: "libx264 has no preset 'bogus'")
        try expectFailure(
            [film, output, "-e", "x264-params=nonsense=1"], exitCode: 2, saying: "libx264 does not take an option")
        try expectFailure([film, output, "--pix-fmt", "gray"], exitCode: 2, saying: "gray holds no colour")
        try expectFailure([film, output, "--max-pixels", "64x47"], exitCode: 1, saying: "--max-pixels allows more")
        try expectFailure([film, output, "-c", "libnone"], exitCode: 2, saying: "no video encoder called 'libnone'")
        try expectFailure([film, output, "-e", "nonsense=1"], exitCode: 2, saying: "no option 'nonsense'")
        try expectFailure([film, output, "--pix-fmt", "rgb24"], exitCode: 2, saying: "libx264 cannot encode rgb24")
        try expectFailure(
            [film, folder.file("out.mkv"), "-c", "ffv1", "--crf", "3"], exitCode: 2, saying: "ffv1 has no --crf")
        try expectFailure([film, folder.file("out.webm"), "-c", "libx264"], exitCode: 2, saying: "webm cannot hold")
    }

    @Test func highDynamicRangeIsRefused() throws {
        let film = folder.file("hdr.mkv")
        let tags = FFmpeg.filtersAndTags(
            "format=yuv420p10le", matrix: "bt2020nc", primaries: "bt2020", transfer: "smpte2084")
        try FFmpeg.run(
            ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25", "-t", "1", "-c:v", "libx265", "-x265-params"]
                + ["log-level=none"] + tags + [film])
        try expectFailure([film, folder.file("out.mkv")], exitCode: 1, saying: "HDR (PQ)")
    }
}
