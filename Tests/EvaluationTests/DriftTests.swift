import Glibc
import Shots
import TestSupport
import Testing

@testable import Coloring
@testable import Evaluation

/// Things followed through shots, and how far their colours drift.
@Suite struct DriftTests {
    private static let side = MotionField.side

    /// A scene that has moved so many cells to the right; `hidden` cells of it are covered by a wall at the left.
    private static func lightness(_ shift: Double, hidden: Int = 0) -> [Double] {
        (0..<side * side).map { i in
            let (x, y) = (Double(i % side) - shift, Double(i / side))
            return i % side < hidden ? 95 : 50 + 12 * sin(x / 3 + y / 5) + 9 * sin(x / 7 - y / 4)
        }
    }

    private static func alignment(_ speed: Double, _ lightness: [Double], _ previous: [Double]) -> FrameAlignment {
        func field(_ x: Double) -> MotionField {
            MotionField(
                x: [Double](repeating: x, count: side * side), y: [Double](repeating: 0, count: side * side))
        }
        return FrameAlignment(
            toPrevious: field(-speed), fromPrevious: field(speed), lightness: lightness, previousLightness: previous,
            width: side)
    }

    /// The ways through a shot whose scene moves `speed` cells a frame.
    private static func ways(
        _ shot: Range<Int>, speed: Double = 0, hidden: (Int) -> Int = { _ in 0 }
    ) -> [FrameWays] {
        var tracker = ThingTracker(shot)
        var previous: [Double] = []
        return shot.map { number in
            let own = lightness(speed * Double(number - shot.lowerBound), hidden: hidden(number))
            defer { previous = own }
            let alignment = previous.isEmpty ? nil : alignment(speed, own, previous)
            return tracker.add(number, lightness: own, alignment: alignment)
        }
    }

    @Test func whereWaysBeginAndEnd() {
        func ends(_ shot: Range<Int>) -> [[Int]] {
            zip(shot, Self.ways(shot)).flatMap { number, ways in ways.ended.map { [$0.earlier, number] } }
        }
        #expect(Self.ways(100..<160).compactMap(\.start) == [100, 124, 148])
        #expect(ends(100..<160) == [[100, 124], [100, 148], [124, 148], [100, 159], [124, 159]])
        // The two ends of a short shot.
        #expect(ends(7..<15) == [[7, 14]] && ends(7..<32) == [[7, 31]] && ends(7..<8) == [])
        // Nothing is followed for ever.
        let starts = Self.ways(0..<(17 * 24 + 1)).last?.ended.map(\.earlier)
        #expect(starts == Array(stride(from: 24, through: 16 * 24, by: 24)))
    }

    /// The scene moves by half a cell a frame: what leaves at the right is lost, the rest is where it has gone.
    @Test func thingsAreFollowed() throws {
        let ended = try #require(Self.ways(0..<25, speed: 0.5).last?.ended.first)
        #expect(ended.things.count == 32 * 26)
        for thing in ended.things {
            #expect(abs(thing.x - Double(thing.cell % Self.side) - 12) < 1e-9 && thing.y == Double(thing.cell / 64))
        }
    }

    /// What was hidden for a while is not followed, nor what is at its place later.
    @Test func whatIsHiddenIsLost() throws {
        let ended = try #require(Self.ways(0..<25, hidden: { (8..<12).contains($0) ? 20 : 0 }).last?.ended.first)
        #expect(ended.things.count == 32 * 22 && ended.things.allSatisfy { $0.cell % 64 >= 20 })
    }

    /// Colours that stay with their things do not drift; those that turn do, by as much, however slowly.
    @Test func drift() throws {
        func chroma(_ shift: Double, _ turn: Double) -> ChromaPicture {
            let plane = (0..<Self.side * Self.side).map { i in 20 * sin((Double(i % Self.side) - shift) / 9) }
            return ChromaPicture(
                width: Self.side, height: Self.side, a: plane.map { $0 + 3 * turn }, b: plane.map { $0 - 4 * turn })
        }
        var (still, turned, nothing) = (Drift(), Drift(), Drift())
        for (number, ways) in Self.ways(0..<49, speed: 0.25).enumerated() {
            still.add(chroma(0.25 * Double(number), 0), ways: ways)
            turned.add(chroma(0.25 * Double(number), Double(number) / 24), ways: ways)
            if number < 24 { nothing.add(chroma(0, 0), ways: ways) }
        }
        #expect(nothing.value == nil)
        // Between cells colours are bilinear.
        #expect(try #require(still.value) < 0.15)
        // Two pairs are 24 frames apart and one, a little smaller for what has left, is 48.
        let distance = try #require(turned.value)
        #expect(abs(distance - 20.0 / 3) < 0.3, "\(distance)")
    }
}
