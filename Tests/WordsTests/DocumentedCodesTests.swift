import TestSupport
import Testing

@testable import colorize_video

/// Tables of `docs/` about exit codes and events.
@Suite struct DocumentedCodesTests {
    @Test(arguments: ["docs/messages.md", "docs/cluster.md"])
    func exitCodesOfPieces(page: String) throws {
        let table = try #require(try Documentation.tables(in: page, below: "Exit codes").last)
        let codes = table.rows.compactMap { Int32($0[0]) }.filter { $0 < 128 }
        #expect(codes == [0, PieceExit.data, PieceExit.unavailable, PieceExit.tryAgain, PieceExit.settings])
    }

    @Test func eventsOfTheProgress() throws {
        let heading = "Watching a run with a program"
        let table = try #require(try Documentation.tables(in: "docs/long-runs.md", below: heading).first)
        #expect(table.rows.map { Documentation.plain($0[0]) } == ProgressEvent.Kind.allCases.map(\.rawValue))
    }
}
