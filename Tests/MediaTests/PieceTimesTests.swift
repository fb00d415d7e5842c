import Foundation
import Testing

@testable import Media

/// The times of pieces in their film, and where pieces begin.
@Suite struct PieceTimesTests {
    private func times(
        after before: [Int64] = [], _ frames: [(encoded: Int64, shown: Int64)] = [(10, 15), (20, 27), (30, 40)]
    ) -> PieceTimes {
        var times = PieceTimes(after: before[...])
        for frame in frames { times.add(encoded: frame.encoded, shown: frame.shown) }
        return times
    }

    @Test func movesATimeAsTheFrameBeforeIt() {
        let times = times()
        #expect([10, 20, 30].map(times.film) == [15, 27, 40])
        #expect([19, 21, 35].map(times.film) == [24, 28, 45])
        // Before the first frame as that frame.
        #expect(times.film(3) == 8)
        #expect(times.film(-3) == 2)
        #expect(PieceTimes().film(7) == 7)
        #expect([Int64.min, .max].map(times.film) == [.min + 5, .min + 9])
    }

    @Test func knowsWhatIsBeforeTheFirstFrame() {
        #expect([9, 10, 11].map(times().isBeforeFirst) == [true, false, false])
        #expect(!PieceTimes().isBeforeFirst(-1))
    }

    @Test func leadingPacketsAreDecodedWithTheFramesBefore() {
        let times = times(after: [1, 4, 9])
        #expect((0...3).map(times.leading) == [[], [9], [4, 9], [1, 4, 9]])
        #expect(times.leading(4) == nil)
        #expect(PieceTimes().leading(1) == nil)
        #expect(PieceTimes().leading(0) == [])
    }

    @Test func keepsAsManyFramesForTheNextPieceAsItMayNeed() {
        let most = PieceTimes.mostReordered
        let before = (0..<Int64(200)).map { $0 }
        // A short last piece, or pieces of one frame.
        let short = times(after: before, (0..<3).map { ($0, 200 + $0) })
        #expect(PieceTimes(after: short.last).leading(most) == (Int64(203 - most)..<203).map { $0 })
        let long = times(after: before, (0..<100).map { ($0, 1_000 + $0) })
        #expect(PieceTimes(after: long.last).leading(most) == (Int64(1_100 - most)..<1_100).map { $0 })
        #expect(PieceTimes(after: long.last).leading(most + 1) == nil)
        #expect(PieceTimes(after: PieceTimes().last).leading(1) == nil)
    }

    @Test func borders() {
        let borders = PieceBorders(frames: 100)
        #expect([0, 99, 100, 250].map(borders.piece) == [0, 0, 1, 2])
        #expect(borders.range(of: 0) == 0..<100)
        #expect(borders.range(of: 3) == 300..<400)
        #expect([0, 1, 100, 101, 200].map(borders.count) == [1, 1, 1, 2, 2])
        for frame in 0..<500 { #expect(borders.range(of: borders.piece(of: frame)).contains(frame)) }
        // A decoder's number before the first frame, and pieces that no film has.
        #expect(borders.piece(of: -1) == 0)
        #expect(borders.range(of: .max).isEmpty)
        #expect(borders.range(of: .max / 100).isEmpty)
    }

    @Test func piecesHaveRoomForReorderedFrames() throws {
        #expect(PieceBorders(frames: 1).frames == PieceTimes.mostReordered)
        #expect(PieceBorders(frames: -5).frames == PieceTimes.mostReordered)
        // Those of a plan as well, whatever is in its file.
        for frames in [0, -1, 1, 63] {
            let data = Data("{\"frames\":\(frames)}".utf8)
            #expect(try JSONDecoder().decode(PieceBorders.self, from: data).frames == PieceTimes.mostReordered)
        }
        let borders = PieceBorders(frames: 777)
        #expect(try JSONDecoder().decode(PieceBorders.self, from: JSONEncoder().encode(borders)) == borders)
    }
}
