import Net
import Testing

@testable import Jobs

@Suite struct PrecisionVerdictTests {
    private let small = PrecisionCheck.Difference(mean: 0.391, percentile99: 1.57)
    private let large = PrecisionCheck.Difference(mean: 1.2, percentile99: 4.096)

    @Test func theLineSaysByHowMuchEachDiffers() {
        var verdict = PrecisionVerdict(frameCount: 8)
        verdict.chosen = (.int8, small)
        #expect(
            verdict.line
                == "precision: int8 differs from f32 by 0.39 on average, 1.57 at the 99th percentile (CIEDE2000), "
                + "on 8 frames")
        verdict.refused = [(.int8, large)]
        verdict.chosen = (.bf16, small)
        #expect(
            verdict.line
                == "precision: bf16 differs from f32 by 0.39 on average, 1.57 at the 99th percentile (CIEDE2000), "
                + "on 8 frames; int8 by 1.20 and 4.10, too much")
        verdict.refused = [(.int8, large), (.bf16, large)]
        verdict.chosen = nil
        #expect(
            verdict.line
                == "precision: f32; int8 differs from it by 1.20 on average, 4.10 at the 99th percentile (CIEDE2000), "
                + "on 8 frames; bf16 by 1.20 and 4.10, too much")
    }
}
