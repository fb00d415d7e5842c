import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct UnfinishedFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func put(_ text: String, in name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name)))
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder.file(name))), as: UTF8.self)
    }

    @Test func nothingRemainsWithoutCommit() throws {
        do {
            let file = try UnfinishedFile(path: folder.file("a"), replaces: false)
            try file.write(Array("half".utf8))
            #expect(folder.names.count == 2)
            #expect(folder.names.allSatisfy { $0.hasPrefix(".colorize-video-") })
            #expect(try Data(contentsOf: URL(fileURLWithPath: file.writingPath)) == Data("half".utf8))
        }
        #expect(folder.names == [])
    }

    @Test func commitGivesTheFinalName() throws {
        try UnfinishedFile.write(Array("whole".utf8), to: folder.file("a"), replaces: false)
        #expect(folder.names == ["a"])
        #expect(try text("a") == "whole")
    }

    @Test func aFolderThatIsMissingIsSeenAtTheStart() throws {
        let error = #expect(throws: FileError.self) {
            _ = try UnfinishedFile(path: folder.file("none/a"), replaces: false)
        }
        #expect(error?.description.contains("No such file or directory") == true)
    }

    @Test func permissionsAreThoseOfWhatIsReplaced() throws {
        try put("old", in: "a")
        try #require(chmod(folder.file("a"), 0o640) == 0)
        do {
            var file = try UnfinishedFile(path: folder.file("a"), replaces: true)
            var status = stat()
            try #require(stat(file.writingPath, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
            try file.write(Array("new".utf8))
            try file.commit()
            try #require(stat(folder.file("a"), &status) == 0)
            #expect(status.st_mode & 0o777 == 0o640)
        }
        #expect(try text("a") == "new")
        #expect(folder.names == ["a"])
    }

    @Test(arguments: UnfinishedFile.Naming.allCases)
    func aNameThatWasTakenMeanwhileStays(way: UnfinishedFile.Naming) throws {
        var file = try UnfinishedFile(path: folder.file("a"), replaces: false)
        try file.write(Array("ours".utf8))
        try put("theirs", in: "a")
        let error = #expect(throws: FileError.self) { try file.commit(by: [way]) }
        #expect(error?.kind == .exists)
        #expect(try text("a") == "theirs")
        try FileManager.default.removeItem(atPath: folder.file("a"))
        try file.commit(by: [way])
        #expect(try text("a") == "ours")
        #expect(folder.names.filter { $0 != file.path && !$0.hasSuffix(".lock") } == ["a"])
    }

    @Test func longNames() throws {
        let longest = String(repeating: "é", count: 127) + "x"
        #expect(longest.utf8.count == 255)
        try UnfinishedFile.write([1], to: folder.file(longest), replaces: false)
        #expect(folder.names == [longest])
        #expect(throws: FileError.self) { _ = try UnfinishedFile(path: folder.file(longest + "x"), replaces: false) }
    }

    @Test func whatIsThereIsNeitherWrittenToNorRemoved() throws {
        try put("precious", in: "a.partial")
        try put("precious", in: "victim")
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("a"), withDestinationPath: folder.file("victim"))
        #expect(throws: FileError.self) { try UnfinishedFile.write([1], to: folder.file("a"), replaces: false) }
        try UnfinishedFile.write([1], to: folder.file("a"), replaces: true)
        #expect(try text("a.partial") == "precious")
        #expect(try text("victim") == "precious")
        #expect(folder.names == ["a", "a.partial", "victim"])
        try #require(mkfifo(folder.file("pipe"), 0o600) == 0)
        for name in ["pipe", ".", "..", ""] {
            let error = #expect(throws: FileError.self) {
                _ = try UnfinishedFile(path: folder.file(name), replaces: true)
            }
            #expect(error?.kind == .unsuitable)
        }
    }

    @Test func twoAtOnceAreRefusedWithTheProcessNamed() throws {
        let first = try UnfinishedFile(path: folder.file("a"), replaces: false)
        let error = #expect(throws: FileError.self) { _ = try UnfinishedFile(path: folder.file("a"), replaces: true) }
        #expect(error?.kind == .busy)
        #expect(error?.reason == "is being written by another run (process \(getpid()))")
        // Other outputs of the folder are free.
        try UnfinishedFile.write([1], to: folder.file("b"), replaces: false)
        _ = first.path
    }

    /// What a killed run leaves: a lock file that nobody locks, and the file that it names.
    private func leave(for name: String, record: String? = nil) throws -> (lock: String, file: String) {
        let file = try UnfinishedFile(path: folder.file(name), replaces: true)
        let unfinished = try #require(folder.names.first { $0.hasPrefix(".") && !$0.hasSuffix(".lock") })
        let lock = try #require(folder.names.first { $0.hasSuffix(".lock") })
        let said = try text(lock)
        #expect(said.contains(unfinished))
        let kept = (lock: lock, file: unfinished)
        _ = consume file
        try put(record ?? said, in: kept.lock)
        try put("half", in: kept.file)
        return kept
    }

    @Test func leftoversAreRemovedByTheNextRunToThatOutputAlone() throws {
        _ = try leave(for: "a")
        try UnfinishedFile.write([1], to: folder.file("b"), replaces: false)
        #expect(folder.names.count == 3)
        try UnfinishedFile.write([1], to: folder.file("a"), replaces: false)
        #expect(folder.names == ["a", "b"])
        // A run that was killed before it could say anything.
        let left = try leave(for: "c", record: "")
        try FileManager.default.removeItem(atPath: folder.file(left.file))
        try UnfinishedFile.write([1], to: folder.file("c"), replaces: false)
        #expect(folder.names == ["a", "b", "c"])
        _ = try leave(for: "a")
        try OutputClaim.clearLeftovers(of: "b", in: OpenFolder(folder.path))
        #expect(folder.names.count == 5)
        try OutputClaim.clearLeftovers(of: "a", in: OpenFolder(folder.path))
        #expect(folder.names == ["a", "b", "c"])
    }

    @Test func foreignFilesInTheWayAreNotTouched() throws {
        let left = try leave(for: "a", record: "somebody's notes")
        #expect(throws: FileError.self) { _ = try UnfinishedFile(path: folder.file("a"), replaces: false) }
        #expect(try text(left.lock) == "somebody's notes")
        #expect(try text(left.file) == "half")
        // A record that names anything but an unfinished file of this output.
        try put("precious", in: "victim")
        let record = OutputClaim.Record(process: 1, host: "x", unfinishedName: "victim").text
        try put(record, in: left.lock)
        try UnfinishedFile.write([1], to: folder.file("a"), replaces: false)
        #expect(try text("victim") == "precious")
    }

    @Test func sequencesShareOneClaim() throws {
        let open = try OpenFolder(folder.path)
        do {
            let claim = try OutputClaim(folder: open, name: "1.png", isSequence: true)
            for name in ["1.png", "2.png"] {
                var file = try UnfinishedFile(path: folder.file(name), replaces: false, claim: claim)
                try file.commit()
            }
            #expect(throws: FileError.self) { try OutputClaim(folder: open, name: "1.png", isSequence: true) }
            // Another part of the same folder.
            _ = try OutputClaim(folder: open, name: "100.png", isSequence: true)
        }
        #expect(folder.names == ["1.png", "2.png"])
    }

    @Test func leftoversOfASequenceAreRemovedByTheNextRunToItsFolder() throws {
        let open = try OpenFolder(folder.path)
        var left: [String: String] = [:]
        do {
            let claim = try OutputClaim(folder: open, name: "1.png", isSequence: true)
            let file = try UnfinishedFile(path: folder.file("7.png"), replaces: false, claim: claim)
            for name in folder.names { left[name] = try text(name) }
            _ = file.path
        }
        #expect(left.count == 2 && folder.names == [])
        for (name, text) in left { try put(text, in: name) }
        let said = OutputClaim.Record(process: 1, host: OutputClaim.host, unfinishedName: nil).text
        try put(said, in: ".colorize-video-s0123456789abcdef.lock")
        _ = try OutputClaim(folder: open, name: "8.png", isSequence: true)
        #expect(folder.names == [])
    }
}
