import Files
import Foundation
import Media
import Report
import Shots
import TestSupport
import Testing

@testable import Jobs

/// What a journal believes of what is in its folder.
@Suite struct JournalTests {
    private let folder: TemporaryFolder
    private let journal: Journal

    init() throws {
        folder = try TemporaryFolder()
        journal = try Journal(at: folder.file("out.mkv.pieces"), for: PlanTests.plan())
    }

    private var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: journal.path)) ?? []).sorted()
    }

    /// Writes a piece as a run does, with other bytes for each.
    @discardableResult
    private func write(_ piece: Int, isLast: Bool = false, change: (inout PieceRecord) -> Void = { _ in })
        throws -> PieceRecord
    {
        let bytes = Array("packets of \(piece)".utf8)
        var record = PieceRecord(
            piece: piece, plan: journal.key(of: piece), frames: 64, isLast: isLast, byteCount: bytes.count,
            digest: SHA256.digest(of: bytes.span.bytes),
            cuts: [Cut(frame: 70, seconds: 2.8), Cut(frame: 9, seconds: nil)],
            shots: ShotSums(), sourceEnd: 81_234, host: "host \"1\"", seconds: 1.5)
        change(&record)
        try Journal.write(bytes, to: journal.packetsPath(of: piece))
        try Journal.write(SealedRecord(record).text, to: journal.recordPath(of: piece))
        return record
    }

    private func overwrite(_ path: String, _ bytes: some Sequence<UInt8>) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    private func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    @Test func recordsAreReadAsTheyWereWritten() throws {
        let records = try [write(0), write(3), write(1_000_000)]
        #expect(try journal.records() == [0: records[0], 3: records[1], 1_000_000: records[2]])
        #expect(records.allSatisfy(journal.isSound))
        #expect(journal.record(of: 1) == nil)
        // In the order of their numbers for whoever looks at the folder.
        #expect(names.prefix(2) == ["piece-000000.json", "piece-000000.packets"])
    }

    @Test func packetsOfAnotherSizeAreNotBelieved() throws {
        let record = try write(2)
        try overwrite(journal.packetsPath(of: 2), bytes(journal.packetsPath(of: 2)) + [0])
        #expect(journal.record(of: 2) == nil)
        try overwrite(journal.packetsPath(of: 2), Array("packets of".utf8))
        #expect(journal.record(of: 2) == nil)
        #expect(!journal.isSound(record))
        try FileManager.default.removeItem(atPath: journal.packetsPath(of: 2))
        #expect(journal.record(of: 2) == nil)
        #expect(!journal.isSound(record))
    }

    @Test func packetsWithOtherBytesAreNamedAndForgotten() throws {
        let sound = try write(0)
        let damaged = try write(1)
        try overwrite(journal.packetsPath(of: 1), Array("packets of 7".utf8))
        #expect(!journal.isSound(damaged))
        var paths: [String] = []
        #expect(try journal.soundRecords { paths.append($0) } == [0: sound])
        #expect(paths == [journal.packetsPath(of: 1)])
        #expect(names == ["piece-000000.json", "piece-000000.packets", "plan.json"])
    }

    @Test func recordsOfOthersAreNotBelieved() throws {
        try write(0) { $0.plan = "another" }
        try write(1) { $0.piece = 2 }
        for (number, text) in ["", "{}", "[1]", "no record", "{\"piece\": 4}"].enumerated() {
            try write(4 + number)
            try overwrite(journal.recordPath(of: 4 + number), text.utf8)
        }
        for name in ["piece-.json", "piece-x.json", "piece--1.json", "piece-99999999999999999999.json", "notes.json"] {
            try overwrite("\(journal.path)/\(name)", "{}".utf8)
        }
        #expect(try journal.records().isEmpty)
    }

    @Test func recordsAfterTheLastPieceDoNotCount() throws {
        for piece in [0, 1, 2, 4, 5] { try write(piece, isLast: piece == 2 || piece == 5) }
        #expect(try journal.records().keys.sorted() == [0, 1, 2])
        // Without that piece nobody knows that the film ends there.
        try FileManager.default.removeItem(atPath: journal.recordPath(of: 2))
        #expect(try journal.records().keys.sorted() == [0, 1, 4, 5])
    }

    /// A record that is cut, or a bit of it flipped, is not believed, or says what it said.
    @Test func damagedRecordsSayNothingElse() throws {
        let record = try write(1, isLast: true)
        let file = try DamagedFile(journal.recordPath(of: 1))
        var believed: [Int] = []
        try file.changeEverywhere(by: [0x01, 0x02, 0x10]) { place in
            if let found = journal.record(of: 1), found != record { believed.append(place) }
        }
        #expect(believed == [])
        #expect(journal.record(of: 1) == record)
        try file.cutEverywhere { count in #expect(journal.record(of: 1) == nil, "\(count)") }
    }

    @Test func damagedPlansAreRefusedOrOthers() throws {
        let file = try DamagedFile("\(journal.path)/plan.json")
        var refused = 0
        try file.changeEverywhere(by: [0x01]) { _ in
            do throws(FileError) {
                let other = try Journal(at: journal.path)?.plan
                // Whatever it says: no piece in it can be smaller than an encoder needs, and it has a key.
                #expect(other?.borders.piece(of: 1_000) ?? .max <= 15 && other?.key.isEmpty == false)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 100)
        try file.cutEverywhere { count in
            let error = #expect(throws: FileError.self, "\(count)") { _ = try Journal(at: journal.path) }
            #expect(error?.kind == .unreadable)
        }
    }

    @Test func plansOfOtherVersionsAreRefused() throws {
        var plan = try PlanTests.plan()
        plan.version += 1
        let other = try Journal(at: folder.file("other.pieces"), for: plan)
        let error = #expect(throws: FileError.self) { _ = try Journal(at: other.path) }
        #expect(error?.reason == "is a plan of another version of this program")
    }

    @Test func piecesOfAnotherRunAreRefusedByName() throws {
        var plan = journal.plan
        plan.order.output.path = "elsewhere.mkv"
        try journal.check(against: plan)
        plan.order.output.encoder.crf = 30
        plan.source.byteCount = 1
        let error = #expect(throws: MediaError.self) { try journal.check(against: plan) }
        #expect(error?.fault == .piecesOfAnotherRun(folder: journal.path, changes: [.source, .encoder]))
        #expect(error?.advice == [.beginAnew])
    }

    @Test func onlyItsOwnFilesGo() throws {
        try write(0)
        try overwrite(journal.logPath(of: 0), "done\n".utf8)
        try overwrite("\(journal.path)/.colorize-video-x", "".utf8)
        try overwrite("\(journal.path)/piece-000000.mkv", "mine".utf8)
        try overwrite("\(journal.path)/notes.txt", "mine".utf8)
        try journal.remove()
        #expect(names == ["notes.txt", "piece-000000.mkv"])
        for name in names { try FileManager.default.removeItem(atPath: "\(journal.path)/\(name)") }
        try journal.remove()
        #expect(folder.names == [])
        try Journal.removeAny(at: journal.path)
    }
}
