import PixelKernels
import Testing

@testable import Guidance

/// What key frames make of different opinions.
@Suite struct KeyAgreementTests {
    private static let nodes = STEADY_NODES * STEADY_NODES

    private static func plane(_ a: Float, _ b: Float, likeness: Float? = nil) -> [Float] {
        var values = [Float](repeating: a, count: nodes) + [Float](repeating: b, count: nodes)
        if let likeness { values += [Float](repeating: likeness, count: nodes) }
        return values
    }

    private static func agreed(
        _ own: (Float, Float), _ votes: [(a: Float, b: Float, likeness: Float, weight: Float)]
    ) -> (a: Float, b: Float) {
        let result = KeyAgreement.colors(
            plane(own.0, own.1),
            votes: votes.map { .init(plane($0.a, $0.b, likeness: $0.likeness), weight: $0.weight) })
        #expect(Set(result[..<nodes]).count == 1 && Set(result[nodes...]).count == 1)
        return (result[0], result[nodes])
    }

    /// Red and green never make grey: the more frequent one wins, whole.
    @Test func oppositesAreNotAveraged() {
        let result = Self.agreed((40, 0), [(-40, 0, 1, 1), (-42, 0, 1, 1), (-38, 0, 0.9, 1)])
        #expect(abs(result.a + 40) < 1 && result.b == 0)
        let alone = Self.agreed((40, 0), [(-40, 0, 1, 0.5)])
        #expect(alone.a == 40)
    }

    @Test func nearOnesAreAveraged() {
        let result = Self.agreed((20, 10), [(24, 10, 1, 1), (22, 10, 1, 1)])
        #expect(abs(result.a - 22) < 0.5 && abs(result.b - 10) < 1e-4)
    }

    /// What looks different says nothing, and what was agreed before speaks louder.
    @Test func likenessAndWeightCount() {
        #expect(Self.agreed((5, 5), [(50, 5, 0.25, 1), (50, 5, 0.1, 10)]) == (5, 5))
        let result = Self.agreed((40, 0), [(38, 0, 1, 1), (-40, 0, 1, 10)])
        #expect(result.a == -40)
    }
}
