import Coloring
import Net
import Testing

@testable import Jobs

/// How far a network's pictures are from f32's, and what of that is accepted.
@Suite struct PrecisionCheckTests {
    /// Gives every picture the colour `a`, `b`.
    private struct Uniform: ChromaPredictor {
        let a: Float
        let b: Float
        let input = NetworkInput(width: 8, height: 8)
        let output = NetworkOutput(width: 2, height: 2)

        func predict(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
            for index in 0..<8 { output[index] = index < 4 ? a : b }
        }
    }

    private static func reference(lightness: Float = 50, a: Float = 0, b: Float = 0) -> PrecisionCheck.Reference {
        let ab = [Float](repeating: a, count: 4) + [Float](repeating: b, count: 4)
        return PrecisionCheck.Reference(lightness: [Float](repeating: lightness, count: 64), ab: ab)
    }

    private func difference(
        _ references: [PrecisionCheck.Reference], a: Float, b: Float
    ) throws -> PrecisionCheck.Difference {
        try PrecisionCheck(references).difference(of: Uniform(a: a, b: b))
    }

    @Test func equalColoursDoNotDiffer() throws {
        let difference = try difference([Self.reference(a: 20, b: -10)], a: 20, b: -10)
        #expect(difference.mean == 0 && difference.percentile99 == 0.01)
        #expect(difference.isAcceptable)
    }

    /// From grey a chroma of C* is, in CIEDE2000, about C* / (1 + 0.045·C*/2) away; red is stretched by the correction
    /// of a*, and the pictures have 8 bits.
    @Test func differencesAreThoseOfTheColours() throws {
        let blue = try difference([Self.reference()], a: 0, b: -10)
        #expect(abs(blue.mean - 10 / 1.225) < 0.5, "\(blue)")
        #expect(abs(blue.percentile99 - blue.mean) < 0.02)
        #expect(!blue.isAcceptable)
        let red = try difference([Self.reference()], a: 10, b: 0)
        #expect(red.mean > blue.mean, "\(red)")
    }

    @Test func theMeanIsThatOfAllPictures() throws {
        let one = try difference([Self.reference()], a: 0, b: -10)
        let half = try difference([Self.reference(), Self.reference(b: -10)], a: 0, b: -10)
        #expect(abs(half.mean - one.mean / 2) < 1e-9)
        // Half of all pixels are beyond it.
        #expect(half.percentile99 == one.percentile99)
        let few = try difference(
            [Self.reference()] + Array(repeating: Self.reference(b: -10), count: 199), a: 0, b: -10)
        #expect(few.percentile99 == 0.01)
    }

    @Test func nothingToCompareIsNoDifference() throws {
        #expect(try difference([], a: 0, b: 0) == PrecisionCheck.Difference(mean: 0, percentile99: 0))
    }

    /// References are kept of the first pictures only; the others are made anew for each network.
    @Test func everyNetworkIsComparedAlike() throws {
        let check = PrecisionCheck((0..<20).map { Self.reference(lightness: Float(30 + $0), b: -10) })
        for _ in 0..<2 {
            #expect(try check.difference(of: Uniform(a: 0, b: -10)).mean == 0)
            #expect(try check.difference(of: Uniform(a: 0, b: 10)).mean > 5)
        }
    }

    @Test(arguments: [
        (0.99, 4.99, true), (1.0, 4.99, false), (0.99, 5.0, false), (0.0, 0.0, true), (3.0, 9.0, false),
    ])
    func whatIsAcceptable(mean: Double, percentile99: Double, isAcceptable: Bool) {
        let difference = PrecisionCheck.Difference(mean: mean, percentile99: percentile99)
        #expect(difference.isAcceptable == isAcceptable)
    }

    @Test func whichPrecisionsAreFixed() {
        #expect(PrecisionChoice.allCases.map(\.fixed) == [nil, .f32, .bf16, .int8])
    }
}
