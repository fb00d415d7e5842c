import Foundation
import TestSupport
import Testing

@testable import Media

/// Which pictures are read, and as what.
@Suite struct ImageSequenceReaderTests {
    private let folder: TemporaryFolder
    private let names = (0..<7).map { "p\($0).pgm" }

    init() throws {
        folder = try TemporaryFolder()
        for name in names {
            try Data("P5 2 1 255\n".utf8 + [10, 20]).write(to: URL(fileURLWithPath: folder.file(name)))
        }
    }

    private func read(_ places: Range<Int>, context: Int, keepGoing: Bool = false) throws -> [String] {
        let reader = ImageSequenceReader(
            folder: folder.path, names: names, places: places, contextFrames: context, keepGoing: keepGoing,
            isStrict: false
        ) { _ in }
        var read: [String] = []
        while let frame = try reader.next() {
            let ticket = frame.ticket
            read.append("\(ticket.name ?? "") \(ticket.number) \(ticket.pts)\(ticket.isContext ? " context" : "")")
        }
        return read
    }

    @Test func contextOnBothSides() throws {
        #expect(
            try read(2..<4, context: 1)
                == ["p1.pgm 1 -1 context", "p2.pgm 2 0", "p3.pgm 3 1", "p4.pgm 4 2 context"])
        // As far as there is any.
        #expect(
            try read(1..<6, context: 8)
                == ["p0.pgm 0 -1 context", "p1.pgm 1 0", "p2.pgm 2 1", "p3.pgm 3 2", "p4.pgm 4 3", "p5.pgm 5 4"]
                + ["p6.pgm 6 5 context"])
        #expect(try read(0..<7, context: 8).allSatisfy { !$0.hasSuffix("context") })
        #expect(try read(6..<7, context: 0) == ["p6.pgm 6 0"])
    }

    /// What cannot be read leaves its place empty.
    @Test func picturesThatCannotBeRead() throws {
        for name in ["p1.pgm", "p3.pgm"] { try Data().write(to: URL(fileURLWithPath: folder.file(name))) }
        #expect(
            try read(2..<5, context: 1, keepGoing: true) == ["p2.pgm 2 0", "p4.pgm 4 2", "p5.pgm 5 3 context"])
        #expect(throws: MediaError.self) { try read(2..<5, context: 0) }
    }
}
