import Foundation
import TestSupport
import Testing

@testable import Pipeline

@Suite struct PartialFileTests {
    @Test func nothingRemainsWithoutCommit() throws {
        let folder = try TemporaryFolder()
        do {
            let file = PartialFile(path: folder.file("a"))
            try Data("half".utf8).write(to: URL(fileURLWithPath: file.partialPath))
            #expect(folder.names == ["a.partial"])
        }
        #expect(folder.names == [])
    }

    @Test func commitGivesTheFinalName() throws {
        let folder = try TemporaryFolder()
        var file = PartialFile(path: folder.file("a"))
        try Data("whole".utf8).write(to: URL(fileURLWithPath: file.partialPath))
        try file.commit()
        #expect(folder.names == ["a"])
    }

    @Test func aFailedCommitSaysSo() throws {
        let folder = try TemporaryFolder()
        #expect(throws: MediaError.self) {
            var file = PartialFile(path: folder.file("none/a"))
            try file.commit()
        }
    }
}
