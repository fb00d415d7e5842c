import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct RunPathsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try Data("film".utf8).write(to: URL(fileURLWithPath: folder.file("film")))
        try FileManager.default.createSymbolicLink(atPath: folder.file("soft"), withDestinationPath: "film")
        try FileManager.default.createSymbolicLink(atPath: folder.file("dangling"), withDestinationPath: "new")
        try FileManager.default.createSymbolicLink(atPath: folder.file("circle"), withDestinationPath: "circle")
        try FileManager.default.linkItem(atPath: folder.file("film"), toPath: folder.file("hard"))
        try FileManager.default.createDirectory(atPath: folder.file("inner"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: folder.file("shortcut"), withDestinationPath: "inner")
    }

    private func conflict(_ read: String?, _ written: [String]) -> FileError? {
        var paths = RunPaths()
        paths.read(read.map(folder.file), as: .input)
        for (place, path) in written.enumerated() {
            paths.write(folder.file(path), as: place == 0 ? .output : .cuts)
        }
        do throws(FileError) {
            try paths.check()
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["film", "soft", "hard", "inner/../film", "./film"])
    func whatIsReadIsNotWritten(path: String) throws {
        let error = try #require(conflict("film", [path]))
        #expect(error.path == folder.file(path) && error.kind == .samePath(.output, as: .input))
        #expect(conflict("film", ["new", path])?.kind == .samePath(.cuts, as: .input))
    }

    @Test(arguments: [("new", "new"), ("new", "dangling"), ("dangling", "inner/../new"), ("inner/a", "shortcut/a")])
    func nothingIsWrittenTwice(first: String, second: String) throws {
        let error = try #require(conflict("film", [first, second]))
        #expect(error.path == folder.file(second) && error.kind == .samePath(.cuts, as: .output))
    }

    @Test func otherPathsAreFree() {
        #expect(conflict("film", ["new", "inner/new"]) == nil)
        #expect(conflict("film", ["none/new", "none/new"]) == nil)
        #expect(conflict("film", ["circle", "new"]) == nil)
        // Nothing is there to be written over.
        #expect(conflict("scan_%d.png", ["scan_%d.png"]) == nil)
        var paths = RunPaths()
        paths.read(folder.file("film"), as: .input)
        paths.read(folder.file("film"), as: .cuts)
        #expect(throws: Never.self) { try paths.check() }
    }

    @Test func whatCanBeReadAgain() throws {
        try #require(mkfifo(folder.file("pipe"), 0o600) == 0)
        #expect(FileIdentity.canBeReadAgain(folder.file("soft")))
        for path in [folder.file("pipe"), folder.file("none"), folder.path, "/dev/null"] {
            #expect(!FileIdentity.canBeReadAgain(path))
        }
    }
}
