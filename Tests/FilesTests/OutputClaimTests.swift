import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct OutputClaimTests {
    @Test func unfinishedFilesHaveShortNamesOfTheirOwnOneAtATime() throws {
        let folder = try TemporaryFolder()
        let claim = try OutputClaim(folder: OpenFolder(folder.path), name: String(repeating: "n", count: 255))
        let name = try claim.begin()
        let error = #expect(throws: FileError.self) { try claim.begin() }
        #expect(error?.kind == .busy)
        claim.end(name)
        let next = try claim.begin()
        #expect(next != name && next.utf8.count < 60)
        claim.end(next)
    }

    @Test func recordsAreReadAsTheyAreWritten() throws {
        for name in [nil, ".colorize-video-f0-1"] {
            let record = OutputClaim.Record(process: 42, host: "host", unfinishedName: name)
            #expect(OutputClaim.Record(record.text) == record)
        }
        let text = OutputClaim.Record(process: 42, host: "host", unfinishedName: "x").text
        for other in ["", "42\n", text + "more\n", String(text.dropLast()), text.replacing("42", with: "-1")] {
            #expect(OutputClaim.Record(other) == nil)
        }
    }

    /// Whoever may write to the folder could put another's file into a record, as what a killed run left. A slash is
    /// one whatever follows it: for Swift a slash and a combining mark are one character, and no slash.
    @Test(arguments: ["-/x", "-/\u{301}x"])
    func whatLiesInAnotherFolderIsNoLeftover(end: String) throws {
        let folder = try TemporaryFolder()
        let lock: String
        do {
            let claim = try OutputClaim(folder: OpenFolder(folder.path), name: "out")
            lock = try #require(folder.names.first { $0.hasSuffix(".lock") })
            withExtendedLifetime(claim) {}
        }
        let stem = String(lock.dropLast(".lock".count))

        let leftover = folder.file(stem + end)
        try FileManager.default.createDirectory(atPath: folder.file(stem + "-"), withIntermediateDirectories: false)
        try Data().write(to: URL(fileURLWithPath: leftover))
        let record = OutputClaim.Record(process: .max, host: OutputClaim.host, unfinishedName: stem + end)
        try Data(record.text.utf8).write(to: URL(fileURLWithPath: folder.file(lock)))
        _ = try OutputClaim(folder: OpenFolder(folder.path), name: "out")
        #expect(FileManager.default.fileExists(atPath: leftover))
    }

    @Test func pathsAreCutAtTheirLastSlash() {
        for (path, folder, name) in [
            ("a/b/c", "a/b", "c"), ("c", ".", "c"), ("/c", "/", "c"), ("a/", "a", ""), ("a/\u{301}c", "a", "\u{301}c"),
        ] {
            let parts = OpenFolder.split(path)
            #expect(parts.folder == folder && parts.name.utf8.elementsEqual(name.utf8), "\(path): \(parts)")
        }
    }
}
