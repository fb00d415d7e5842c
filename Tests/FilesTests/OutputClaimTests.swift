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
}
