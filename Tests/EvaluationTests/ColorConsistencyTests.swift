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
}
