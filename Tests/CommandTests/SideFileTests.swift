import Foundation
import TestSupport
import Testing

/// The paths of one run: none is written over another, and what cannot be written shows before the work.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct SideFileTests {
    let folder: FilmFolder
    let film: String

    init() throws {
        folder = try FilmFolder()
        film = try folder.make("film.mkv", FilmFolder.picture(seconds: 0.2) + ["-c:v", "ffv1"])
        try FileManager.default.linkItem(atPath: film, toPath: folder.path("hard.mkv"))
        try FileManager.default.createSymbolicLink(atPath: folder.path("soft.mkv"), withDestinationPath: "film.mkv")
        try FileManager.default.createSymbolicLink(atPath: folder.path("to-out"), withDestinationPath: "out.mkv")
    }

    /// Runs the command and expects one line that says `fragment`, and no new file.
    private func expectRefusal(
        _ arguments: [String], exitCode: Int32 = 2, saying fragment: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let before = folder.folder.names
        let result = try Command.colorize(arguments + ["-q"])
        #expect(result.exitCode == exitCode, "\(result.errorOutput)", sourceLocation: sourceLocation)
        #expect(result.errorOutput.contains(fragment), "\(result.errorOutput)", sourceLocation: sourceLocation)
        #expect(result.errorOutput.split(separator: "\n").count == 1, sourceLocation: sourceLocation)
        #expect(folder.folder.names == before, sourceLocation: sourceLocation)
    }

    @Test(arguments: ["out.mkv", "to-out", "./out.mkv"])
    func sideFilesAreNotTheOutput(name: String) throws {
        let path = folder.path(name)
        let output = folder.path("out.mkv")
        try expectRefusal([film, output, "--cuts", path], saying: "\(name): --cuts is the output itself")
        try expectRefusal(
            [film, output, "--precision", "int8", "--calibration", path],
            saying: "\(name): --calibration is the output itself")
    }

    @Test func sideFilesAreNotOneAnother() throws {
        try expectRefusal(
            [film, folder.path("out.mkv"), "--cuts", folder.path("x"), "--calibration", folder.path("x")],
            saying: "x: --cuts is --calibration itself")
    }

    @Test(arguments: ["film.mkv", "hard.mkv", "soft.mkv"])
    func theInputIsNotWrittenOver(name: String) throws {
        let path = folder.path(name)
        try expectRefusal([film, path, "-y"], saying: "\(name): the output is the input itself")
        try expectRefusal(
            ["evaluate", "--film", film, "--json", path, "-y"], saying: "\(name): --json is the input itself")
        try expectRefusal([film, folder.path("out.mkv"), "--cuts", path], exitCode: 1, saying: name)
        try expectRefusal(
            ["evaluate", "--film", film, "--json", folder.path("x"), "--calibration", folder.path("x")],
            saying: "x: --json is --calibration itself")
    }

    @Test func picturesAreNotWrittenOver() throws {
        try FileManager.default.createDirectory(atPath: folder.path("in"), withIntermediateDirectories: true)
        try FFmpeg.run(["-i", film, folder.path("in/%d.png")])
        let picture = folder.path("in/1.png")
        let before = try Data(contentsOf: URL(fileURLWithPath: picture))
        try FileManager.default.linkItem(atPath: picture, toPath: folder.path("hard.png"))
        for path in [picture, folder.path("hard.png")] {
            try expectRefusal(
                ["evaluate", folder.path("in"), "--json", path, "-y"],
                saying: "--json is one of the pictures that are read")
        }
        try FileManager.default.linkItem(atPath: picture, toPath: folder.path("other.mkv"))
        try expectRefusal(
            [folder.path("in"), folder.path("other.mkv"), "-y"],
            saying: "the output is one of the pictures that are read")
        #expect(try Data(contentsOf: URL(fileURLWithPath: picture)) == before)
        try FileManager.default.createDirectory(atPath: folder.path("out"), withIntermediateDirectories: true)
        for input in [folder.path("in"), film] {
            let name = input == film ? "000002.png" : "2.png"
            try expectRefusal(
                [input, folder.path("out"), "--cuts", folder.path("out/\(name)")],
                saying: "--cuts is one of the pictures that are written")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("out")) == [])
        }
    }

    @Test func whatCannotBeWrittenShowsBeforeTheWork() throws {
        for option in ["--cuts", "--calibration"] {
            try expectRefusal(
                [film, folder.path("out.mkv"), "--precision", "int8", option, folder.path("none/file")], exitCode: 1,
                saying: "none: cannot open the folder: No such file or directory")
        }
        try expectRefusal(
            ["evaluate", "--film", film, "--json", folder.path("none/file")], exitCode: 1, saying: "none: cannot open")
    }

    @Test func pipesForSideFilesAreRefused() throws {
        let pipe = folder.path("pipe")
        try #require(mkfifo(pipe, 0o600) == 0)
        try expectRefusal([film, folder.path("out.mkv"), "--cuts", pipe], exitCode: 1, saying: "is no regular file")
        try expectRefusal(
            [film, folder.path("out.mkv"), "--calibration", pipe], exitCode: 1, saying: "is no regular file")
    }
}
