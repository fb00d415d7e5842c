import Color
import Glibc
import TestSupport
import Testing

@testable import Evaluation

@Suite struct ColorConsistencyTests {
    @Test func divergencesAreThoseOfSciPy() throws {
        let lines = try Goldens.lines("divergences.txt", of: "evaluation")
        #expect(lines.count == 4)
        for words in lines {
            let colon = try #require(words.firstIndex(of: ":"))
            let seeds = try words[..<colon].map { try #require(Int($0)) }
            let expected = try #require(Double(words[colon + 1]))
            var consistency = ColorConsistency()
            for seed in seeds { consistency.add(ScoreTests.picture(seed: seed)) }
            #expect(abs(try #require(consistency.value) - expected) < 1e-10)
        }
    }

    @Test func ends() {
        var consistency = ColorConsistency()
        #expect(consistency.value == nil)
        var picture = RGBPicture(width: 4, height: 4)
        consistency.add(picture)
        #expect(consistency.value == nil)
        // Nothing in common.
        picture.samples = [UInt8](repeating: 255, count: 48)
        consistency.add(picture)
        #expect(abs((consistency.value ?? 0) - log(2)) < 1e-12)
    }

    /// Half of a black frame turns white: the covered half.
    @Test func atDistancesPartsAreApart() {
        var consistency = DistanceConsistency()
        var picture = RGBPicture(width: 4, height: 4)
        consistency.add(picture, distance: 0, isCovered: [], beginsShot: true)
        let isCovered = (0..<16).map { $0 < 8 }
        for sample in 0..<48 where sample % 16 < 8 { picture.samples[sample] = 255 }
        consistency.add(picture, distance: 1, isCovered: isCovered, beginsShot: false)
        #expect(abs((consistency.value(.covered, distance: 1) ?? 0) - log(2)) < 1e-12)
        #expect(consistency.value(.uncovered, distance: 1) == 0)
        let all = (log(1 / 0.75) + 0.5 * log(0.5 / 0.75) + 0.5 * log(0.5 / 0.25)) / 2
        #expect(abs((consistency.value(.all, distance: 1) ?? 0) - all) < 1e-12)
        // Nothing is compared over a cut.
        consistency.add(picture, distance: 2, isCovered: isCovered, beginsShot: true)
        #expect(consistency.value(.all, distance: 2) == nil)
    }
}
