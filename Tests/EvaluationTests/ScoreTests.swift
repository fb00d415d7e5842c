import Color
import TestSupport
import Testing

@testable import Coloring
@testable import Evaluation

/// Figures of made pictures against scikit-image and NumPy.
@Suite struct ScoreTests {
    /// As `picture` in Tests/Goldens/evaluation/make_goldens.py.
    static func picture(seed: Int) -> RGBPicture {
        var picture = RGBPicture(width: 37, height: 21)
        for i in picture.samples.indices {
            let (plane, x, y) = (i / picture.count, i % picture.count % 37, i % picture.count / 37)
            let block = ((x / 9) ^ (y / 7) ^ plane) & 3
            let noise = ((x * 13 + y * 7 + plane * 85 + seed * 31) * (x ^ (y * 3)) + x * 5) & 255
            picture.samples[i] = UInt8(block == 0 ? 255 : block == 1 ? 0 : noise)
        }
        return picture
    }

    private static func isClose(_ value: Double, _ expected: Double) -> Bool {
        abs(value - expected) <= 1e-7 * max(1, abs(expected))
    }

    @Test func scoresAreThoseOfScikitImage() throws {
        let lines = try Goldens.lines("scores.txt", of: "evaluation")
        #expect(lines.count == 4)
        for words in lines {
            let numbers = try words.map { try #require(Double($0)) }
            let truth = TruePicture(Self.picture(seed: Int(numbers[1])))
            let rgb = Self.picture(seed: Int(numbers[0]))
            var sum = ScoreSum()
            // Twice the same: means, not sums.
            for _ in 0..<2 { sum.add(ColoredPicture(rgb: rgb, chroma: LabPicture(rgb).chroma), truth: truth) }
            #expect(Self.isClose(sum.meanPSNR, numbers[2]))
            #expect(Self.isClose(sum.meanColorDifference, numbers[3]))
            #expect(Self.isClose(sum.abRMSE * sum.abRMSE, numbers[4]))
            #expect(Self.isClose(sum.meanColorfulness, numbers[5]))
            #expect(Self.isClose(sum.meanChroma, numbers[6]))
        }
    }

    /// The mean of decibels, but the root of the mean of squared errors.
    @Test func meansOfTwoPictures() {
        let truth = TruePicture(Self.picture(seed: 0))
        let results = [1, 6].map { seed in
            ColoredPicture(rgb: Self.picture(seed: seed), chroma: LabPicture(Self.picture(seed: seed)).chroma)
        }
        var (both, alone) = (ScoreSum(), [ScoreSum(), ScoreSum()])
        for (index, result) in results.enumerated() {
            both.add(result, truth: truth)
            alone[index].add(result, truth: truth)
        }
        #expect(Self.isClose(both.meanPSNR, (alone[0].meanPSNR + alone[1].meanPSNR) / 2))
        let squares = alone.map { $0.abRMSE * $0.abRMSE }
        #expect(Self.isClose(both.abRMSE * both.abRMSE, (squares[0] + squares[1]) / 2))
        #expect(abs(squares[0] - squares[1]) > 1)
    }

    @Test func chromaIsEnlargedAsPyTorchDoes() throws {
        let lines = try Goldens.lines("interpolate.txt")
        #expect(lines.count == 7)
        for words in lines {
            let sizes = try words.prefix(4).map { try #require(Int($0)) }
            let expected = try words.dropFirst(4).map { try #require(Double($0)) }
            let source = (0..<sizes[0] * sizes[1]).map { i in
                let (x, y) = (i % sizes[0], i / sizes[0])
                return Double((7 * x + 13 * y + x * y) % 31 - 15)
            }
            let small = ChromaPicture(width: sizes[0], height: sizes[1], a: source, b: source.map { -$0 })
            let large = small.enlarged(width: sizes[2], height: sizes[3])
            let worst = zip(large.a, expected).map { abs($0 - $1) }.max() ?? 1
            #expect(large.a.count == expected.count && worst < 1e-7)
            #expect(large.b == large.a.map { -$0 })
        }
    }
}
