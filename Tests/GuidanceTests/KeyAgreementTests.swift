import Color
import PixelKernels
import Shots
import TestSupport
import Testing

@testable import Guidance

/// What key frames make of different opinions.
@Suite struct KeyAgreementTests {
    private static let nodes = STEADY_NODES * STEADY_NODES

    private static func planes(_ values: Float...) -> [Float] {
        values.flatMap { [Float](repeating: $0, count: nodes) }
    }

    private static func agreed(
        _ own: (Float, Float), certainty: Float = 1,
        _ votes: [(a: Float, b: Float, likeness: Float, weight: Float)]
    ) -> (a: Float, b: Float) {
        let result = KeyAgreement.colors(
            planes(own.0, own.1, certainty),
            votes: votes.map { .init(planes($0.a, $0.b, 1, $0.likeness), weight: $0.weight) })
        #expect(Set(result[..<nodes]).count == 1 && Set(result[nodes...]).count == 1)
        return (result[0], result[nodes])
    }

    /// Red and green never make grey: the more frequent one wins, whole.
    @Test func oppositesAreNotAveraged() {
        let result = Self.agreed((40, 0), [(-40, 0, 1, 1), (-42, 0, 1, 1), (-38, 0, 0.9, 1)])
        #expect(abs(result.a + 40) < 1 && result.b == 0)
        let alone = Self.agreed((40, 0), [(-40, 0, 1, 0.5)])
        #expect(alone.a == 40)
        let unsure = Self.agreed((40, 0), certainty: 0.2, [(-40, 0, 1, 0.5)])
        #expect(unsure.a == -40)
    }

    @Test func nearOnesAreAveraged() {
        let result = Self.agreed((20, 10), [(24, 10, 1, 1), (22, 10, 1, 1)])
        #expect(abs(result.a - 22) < 0.5 && abs(result.b - 10) < 0.1)
        // Different hues of one chroma are of that chroma in the mean.
        let turned = Self.agreed((20, 5), [(20, -5, 1, 1)])
        #expect(abs(turned.a * turned.a + turned.b * turned.b - 425) < 1 && abs(turned.b) < 4)
    }

    /// What looks different says nothing, and what was agreed before speaks louder.
    @Test func likenessAndWeightCount() {
        #expect(Self.agreed((5, 5), [(50, 5, 0.25, 1), (50, 5, 0.1, 10)]) == (5, 5))
        let result = Self.agreed((40, 0), [(38, 0, 1, 1), (-40, 0, 1, 10)])
        #expect(result.a == -40)
    }

    /// What agrees already and shows the same place is taken over pixel by pixel, along the motion.
    @Test func theSamePlaceHasTheSameColors() throws {
        let made = MadeShot(frames: 6, speed: 0.005)
        func key(_ frame: Int, _ colors: [Float]) throws -> KeyFrame {
            let lightness = try PlaneBuffer.plane(made.film.lightness[frame], width: 128)
            let small = try SmallCopy(of: lightness, buffers: made.buffers)
            return try made.withSeen(frame) { seen in
                try colors.withUnsafeBufferPointer { colors in
                    try KeyFrame(
                        frame, seen: seen, small: small,
                        said: .init(ab: #require(colors.baseAddress), width: 128, height: 128), inCells: false,
                        buffers: made.buffers)
                }
            }
        }
        let known = try key(0, made.film.truth[0])
        let later = try key(5, made.film.truth[5].map { -$0 })
        #expect(made.error(later.ab.samples(), 5) > 20)
        try later.agree(with: [], known: [known.anchor], buffers: made.buffers)
        #expect(made.error(later.ab.samples(), 5) < 0.5)
    }
}
