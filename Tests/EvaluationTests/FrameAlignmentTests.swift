import Color
import Glibc
import TestSupport
import Testing

@testable import Coloring
@testable import Evaluation
@testable import Shots

/// Where a frame fits its predecessor, and how far their colours are apart there.
@Suite struct FrameAlignmentTests {
    private static let side = 16
    private static let count = side * side

    private static func field(_ x: Double, _ y: Double) -> MotionField {
        MotionField(
            x: [Double](repeating: x, count: count), y: [Double](repeating: y, count: count))
    }

    /// A slope, moved by `shift` samples to the right and down.
    private static func slope(_ shift: Double) -> [Double] {
        (0..<count).map { i in Double(i % side) - shift + 2 * (Double(i / side) - shift) + 20 }
    }

    private static func alignment(
        to: MotionField, from: MotionField, _ lightness: [Double], _ previous: [Double]
    ) -> FrameAlignment {
        FrameAlignment(
            toPrevious: to, fromPrevious: from, lightness: lightness, previousLightness: previous, width: side)
    }

    /// Everything moved by one and a half samples: what came in from the left and the top has no predecessor.
    @Test func movement() {
        let alignment = Self.alignment(
            to: Self.field(-1.5, -1.5), from: Self.field(1.5, 1.5), Self.slope(1.5), Self.slope(0))
        let expected = (0..<Self.count).filter { $0 % 16 >= 2 && $0 / 16 >= 2 }
        #expect(alignment.places == expected)
        // Colours that move along are the same; those that stay are 1.5 times the slope apart.
        func chroma(_ shift: Double) -> ChromaPicture {
            ChromaPicture(width: 16, height: 16, a: Self.slope(shift), b: Self.slope(shift))
        }
        #expect(alignment.colorDistance(chroma(1.5), previous: chroma(0)) < 1e-9)
        let still = alignment.colorDistance(chroma(0), previous: chroma(0)) / Double(expected.count)
        #expect(abs(still - 4.5 * 2.0.squareRoot()) < 1e-9)
    }

    /// Fields that contradict each other, and lightness that does not fit, do not hold; a flash of the whole does.
    @Test func whereItDoesNotHold() {
        let still = Self.field(0, 0)
        #expect(Self.alignment(to: still, from: Self.field(0.6, 0), Self.slope(0), Self.slope(0)).places.isEmpty)
        #expect(Self.alignment(to: still, from: Self.field(0.4, 0), Self.slope(0), Self.slope(0)).places.count == 256)
        let flash = Self.slope(0).map { $0 + 30 }
        #expect(Self.alignment(to: still, from: still, flash, Self.slope(0)).places.count == 256)
        var changed = Self.slope(0)
        for i in 0..<20 { changed[i] += i < 10 ? 5 : 3 }
        #expect(Self.alignment(to: still, from: still, changed, Self.slope(0)).places == Array(10..<256))
    }

    @Test func warpError() {
        let still = Self.alignment(to: Self.field(0, 0), from: Self.field(0, 0), Self.slope(0), Self.slope(0))
        let nowhere = Self.alignment(to: Self.field(0, 0), from: Self.field(9, 9), Self.slope(0), Self.slope(0))
        func uniform(_ a: Double, _ b: Double) -> ChromaPicture {
            let plane = [Double](repeating: 1, count: Self.count)
            return ChromaPicture(width: 16, height: 16, a: plane.map { $0 * a }, b: plane.map { $0 * b })
        }
        var error = WarpError()
        error.add(uniform(0, 0), alignment: nil)
        #expect(error.value == nil)
        error.add(uniform(3, 4), alignment: still)
        #expect(abs((error.value ?? 0) - 5) < 1e-12)
        // Nothing to compare; the next frame is compared with this one all the same.
        error.add(uniform(90, 90), alignment: nowhere)
        error.add(uniform(90, 91), alignment: still)
        #expect(abs((error.value ?? 0) - 3) < 1e-12)
    }

    /// A picture of 256 × 256 that moves 8 samples to the right and 4 up: two cells and one.
    @Test func alignerFollowsMovement() throws {
        func picture(_ step: Double) -> [Double] {
            (0..<256 * 256).map { i in
                let (x, y) = (Double(i % 256) - 8 * step, Double(i / 256) + 4 * step)
                return 50 + 20 * sin(x / 7 + y / 11) + 15 * sin(x / 13 - y / 5) + 10 * sin(y / 17)
            }
        }
        func chroma(_ step: Double) -> ChromaPicture {
            let plane = picture(step)
            return ChromaPicture(width: 256, height: 256, a: plane, b: plane).resized(width: 64, height: 64)
        }
        let aligner = FrameAligner()
        let first = try aligner.add(PlaneBuffer.plane(picture(0).map(Float.init), width: 256))
        #expect(first == nil)
        let next = try aligner.add(PlaneBuffer.plane(picture(1).map(Float.init), width: 256))
        let alignment = try #require(next)
        #expect(alignment.places.count > 64 * 64 / 4)
        let count = Double(alignment.places.count)
        let moved = alignment.colorDistance(chroma(1), previous: chroma(0)) / count
        let still = alignment.colorDistance(chroma(0), previous: chroma(0)) / count
        #expect(moved < 0.1 * still && still > 5, "\(moved) \(still)")
    }

    @Test func chromaIsShrunkToMeans() {
        let plane = (0..<24).map(Double.init)
        let small = ChromaPicture(width: 6, height: 4, a: plane, b: plane.map { -$0 }).resized(width: 3, height: 2)
        #expect(small.a == [3.5, 5.5, 7.5, 15.5, 17.5, 19.5] && small.b == small.a.map { -$0 })
    }
}
