import Guidance
import Media
import Report
import TestSupport
import Testing

@testable import Jobs

/// What of a person's colours decides which pieces.
@Suite struct PieceKeysTests {
    /// Four pieces of 64 frames, shots from 0, 64, 100 and 192.
    private static func keys(
        part: FilmSelection = .whole, _ change: (inout ColorGuidance) -> Void = { _ in }
    ) throws -> (keys: [String], plan: Plan) {
        var guidance = ColorGuidance()
        guidance.stills = [.init(frame: 70, path: "a.png"), .init(frame: 200, path: "b.png")]
        guidance.points = [.init(frame: 10, x: 0.5, y: 0.5, color: .lab(a: 1, b: 2))]
        guidance.changes = [.init(frame: 110, change: .saturation(0.5))]
        change(&guidance)
        var order = FilmOrder(FilmInput(path: "in.mkv"), to: FilmOutput(path: "out.mkv"), ColoringOrder())
        order.coloring.guidance = guidance
        order.input.part = part
        var plan = try PlanTests.plan(.film(order))
        plan.cuts = [64, 100, 192]
        let keys = PieceKeys(plan)
        return ((0..<4).map(keys.key), plan)
    }

    /// Pieces that differ from those of the guidance as it is above.
    private static func changed(
        part: FilmSelection = .whole, _ change: (inout ColorGuidance) -> Void
    ) throws -> [Int] {
        let (own, plan) = try keys(part: part)
        let (others, other) = try keys(part: part, change)
        #expect(other.changes(from: plan).isEmpty && other.wholeKey != plan.wholeKey)
        return own.indices.filter { own[$0] != others[$0] }
    }

    @Test func aChangeOfAShotIsOfItsPieces() throws {
        #expect(try Self.changed { $0.stills[0].digest = "x" } == [1])
        #expect(try Self.changed { $0.stills[1].frame = 201 } == [3])
        #expect(try Self.changed { $0.stills.removeFirst() } == [1])
        #expect(try Self.changed { $0.points[0].color = .lab(a: 1, b: 3) } == [0])
        #expect(try Self.changed { $0.changes[0].change = .grey } == [1, 2])
        #expect(try Self.changed { $0.changes.append(.init(frame: 0, change: .grey)) } == [0])
        let range = try #require(FrameRange(lower: 40, upper: nil))
        #expect(try Self.changed(part: .frames(range)) { $0.points[0].x = 0.4 } == [0])
        #expect(try Self.changed(part: .frames(range)) { $0.stills[0].digest = "x" } == [0])
    }

    /// Links lead on to earlier shots.
    @Test func aChangeOfAShotIsOfThoseThatAreLikeIt() throws {
        let links: [ColorGuidance.ShotLink] = [.init(frame: 192, earlier: 64), .init(frame: 70, earlier: 3)]
        #expect(try Self.changed { $0.links = links } == [1, 3])
        let (own, _) = try Self.keys { $0.links = links }
        let (others, _) = try Self.keys {
            $0.links = links
            $0.points[0].y = 0.1
        }
        #expect(own.indices.filter { own[$0] != others[$0] } == [0, 1, 3])
    }

    /// Where nobody knows which frames a piece has, all that is given decides it; where a file is decides nothing.
    @Test func whatIsNotOfAShot() throws {
        let part = FilmSelection.time(startSeconds: 1, durationSeconds: nil)
        #expect(try Self.changed(part: part) { $0.points[0].x = 0.4 } == [0, 1, 2, 3])
        let (own, plan) = try Self.keys()
        let (others, other) = try Self.keys { $0.stills[0].path = "c.png" }
        #expect(own == others && plan.wholeKey == other.wholeKey)
        var grey = plan
        grey.order.coloring.guidance = nil
        #expect(grey.changes(from: plan) == [.coloring])
    }
}
