import Files
import Foundation
import TestSupport
import Testing

@testable import Shots

@Suite struct CutListTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func list(_ text: String) throws -> CutList { try CutList(text: text, path: "cuts.txt") }

    @Test func readsWhatItWrites() throws {
        let path = folder.file("cuts.txt")
        do {
            var file = try UnfinishedFile(path: path, replaces: false)
            try CutList.write(
                [Cut(frame: 7, seconds: 0.28), Cut(frame: 40, seconds: 1.6), Cut(frame: 1999, seconds: nil)], to: &file)
        }
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        #expect(text == "# first frame of each shot, seconds\n7 0.280\n40 1.600\n1999\n")
        #expect(folder.names == ["cuts.txt"])
        let list = try CutList(path: path)
        #expect((0..<3000).filter(list.contains) == [7, 40, 1999])
    }

    @Test func takesCommentsAndBlankLines() throws {
        let list = try list("# mine\n\n  12   0.5 # here\r\n3\n3\n")
        #expect((0..<100).filter(list.contains) == [3, 12])
        #expect(!(try self.list("")).contains(0))
    }

    /// Editors of other systems end lines otherwise; a cut must not be taken for the time of the one before.
    @Test(arguments: ["\n", "\r\n", "\r"])
    func takesAnyEndOfLine(end: String) throws {
        #expect(try list(["4", "5", "9 0.5 # here", "", "12"].joined(separator: end)).frames == [4, 5, 9, 12])
    }

    /// A mark that joins the "#" changes nothing.
    @Test func commentsBeginWithAHash() throws { #expect(try list("4 #\u{301} mine").frames == [4]) }

    @Test(arguments: ["twelve", "-1", "1.5", "12 half", "12 0.5 9", "99999999999999999999", "12,0.5", "\u{0}"])
    func namesTheLineThatIsWrong(line: String) throws {
        let error = #expect(throws: FileError.self) { try list("4\n\(line)\n") }
        #expect(
            error?.kind == .unreadable && error?.reason.hasPrefix("line 2 ") == true, "\(String(describing: error))")
    }

    @Test func missingFilesAndFolders() throws {
        for path in [folder.file("none.txt"), folder.path] {
            let error = #expect(throws: FileError.self) { try CutList(path: path) }
            #expect(error?.kind == .unreadable && error?.path == path)
        }
        try #require(mkfifo(folder.file("pipe"), 0o600) == 0)
        let error = #expect(throws: FileError.self) { try CutList(path: folder.file("pipe")) }
        #expect(error?.reason == "is no regular file, as a list of cuts has to be")
    }
}
