import Foundation
import TestSupport
import Testing

/// What is on disk while the command writes, when two write at once, and after one was killed.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct UnfinishedOutputTests {
    let folder: FilmFolder
    let film: String

    init() throws {
        folder = try FilmFolder()
        film = try folder.make(
            "film.mkv", FilmFolder.picture(seconds: 20) + ["-c:v", "libx264", "-preset", "ultrafast"])
    }

    private var hidden: [String] { folder.folder.names.filter { $0.hasPrefix(".") } }

    /// Starts colouring and waits until the output has been begun.
    private func start(_ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Command.colorizeVideo)
        process.arguments = arguments + ["-q", "--model", "lite", "--precision", "f32"]
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        while hidden.count < 2, process.isRunning { usleep(5_000) }
        return process
    }

    @Test func aSecondRunToTheSameOutputIsRefused() throws {
        let output = folder.path("out.mkv")
        let first = try start([film, output])
        let second = try Command.colorize([film, output, "-y", "-q", "--input-size", "32"])
        #expect(second.exitCode == 1)
        #expect(
            second.errorOutput.hasSuffix(
                "out.mkv: is being written by another run (process \(first.processIdentifier))\n"),
            "\(second.errorOutput)")
        first.waitUntilExit()
        #expect(first.terminationStatus == 0)
        #expect(try FFmpeg.frameTimes(output).count == 500)
        #expect(hidden == [])
    }

    @Test func whatAKilledRunLeftIsRemovedByTheNextToThatOutput() throws {
        let output = folder.path("out.mkv")
        let first = try start([film, output])
        kill(first.processIdentifier, SIGKILL)
        first.waitUntilExit()
        #expect(hidden.count == 2 && !folder.folder.names.contains("out.mkv"))
        try folder.colorize(film, to: "other.mp4", ["--frames", "-2"], expectsNothingHidden: false)
        #expect(hidden.count == 2)
        try folder.colorize(film, to: "out.mkv", ["--frames", "-2"])
        #expect(hidden == [])
    }

    @Test func aFileThatAppearsMeanwhileStays() throws {
        let output = folder.path("out.mkv")
        let first = try start([film, output])
        try Data("precious".utf8).write(to: URL(fileURLWithPath: output))
        first.waitUntilExit()
        #expect(first.terminationStatus == 2)
        #expect(try Data(contentsOf: URL(fileURLWithPath: output)) == Data("precious".utf8))
        #expect(hidden == [])
    }

    /// Names that once were those of unfinished files are anybody's.
    @Test func filesOfTheUsersStay() throws {
        try Data("precious".utf8).write(to: URL(fileURLWithPath: folder.path("out.mkv.partial")))
        try folder.colorize(film, to: "out.mkv", ["--frames", "-2"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("out.mkv.partial"))) == Data("precious".utf8))
        let partial = folder.path("new.mp4.partial")
        try FileManager.default.copyItem(atPath: film, toPath: partial)
        try folder.colorize(partial, to: "new.mp4", ["--frames", "-2"])
        #expect(FileManager.default.contentsEqual(atPath: film, andPath: partial))
    }

    @Test func permissionsAndLongNames() throws {
        let name = String(repeating: "n", count: 251) + ".mkv"
        try folder.colorize(film, to: name, ["--frames", "-2"])
        try #require(chmod(folder.path(name), 0o604) == 0)
        try folder.colorize(film, to: name, ["--frames", "-2", "-y"])
        var status = stat()
        try #require(stat(folder.path(name), &status) == 0)
        #expect(status.st_mode & 0o777 == 0o604)
        let longer = try Command.colorize([film, folder.path("n" + name), "-q"])
        #expect(longer.exitCode == 1 && longer.errorOutput.contains("File name too long"), "\(longer.errorOutput)")
    }

    @Test func aNewFolderGoesWithARunThatFails() throws {
        try FileManager.default.createDirectory(atPath: folder.path("in"), withIntermediateDirectories: true)
        try Data("no picture".utf8).write(to: URL(fileURLWithPath: folder.path("in/1.png")))
        let result = try Command.colorize([folder.path("in"), folder.path("new/"), "-q"])
        #expect(result.exitCode == 1 && result.errorOutput.contains("is not a picture"), "\(result.errorOutput)")
        #expect(folder.folder.names == ["film.mkv", "in"])
    }

    @Test func stillsHaveNoHalfWrittenFilesEither() throws {
        try FileManager.default.createDirectory(atPath: folder.path("stills"), withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Command.colorizeVideo)
        process.arguments = [film, folder.path("stills"), "-q", "--model", "lite", "--precision", "f32"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        func names() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder.path("stills")).sorted()
        }
        while try names().count < 5, process.isRunning { usleep(5_000) }
        // It goes no further, however long the others take.
        kill(process.processIdentifier, SIGSTOP)
        let second = try Command.colorize([film, folder.path("stills"), "-y", "-q"])
        #expect(second.exitCode == 1 && second.errorOutput.contains("(process \(process.processIdentifier))"))
        // Another part may be written meanwhile.
        let part = try Command.colorize([film, folder.path("stills"), "-q", "--frames", "490-492", "--model", "lite"])
        #expect(part.exitCode == 0, "\(part.errorOutput)")
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let written = try names().filter { !$0.hasPrefix(".") }
        #expect(try names().count > written.count)
        let last = try Command.colorize([film, folder.path("stills"), "-q", "--frames", "492-494", "--model", "lite"])
        #expect(last.exitCode == 0, "\(last.errorOutput)")
        // What the killed run would go on by is left.
        #expect(try names().filter { !$0.hasSuffix(".plan") } == (written + ["000493.png", "000494.png"]).sorted())
    }
}
