import Net
import Report
import Testing

@testable import Jobs

@Suite struct PrecisionVerdictTests {
    @Test func isReportedWithItsFigures() {
        var verdict = PrecisionVerdict(frameCount: 8)
        #expect(verdict.notice == .measuredPrecision(chosen: nil, refused: [], frameCount: 8))
        verdict.chosen = (.bf16, PrecisionCheck.Difference(mean: 0.391, percentile99: 1.57))
        verdict.speed = 1.25
        verdict.refused = [(.int8, PrecisionCheck.Difference(mean: 1.2, percentile99: 4.096))]
        #expect(
            verdict.notice
                == .measuredPrecision(
                    chosen: .init(precision: "bf16", mean: 0.391, percentile99: 1.57, speed: 1.25),
                    refused: [.init(precision: "int8", mean: 1.2, percentile99: 4.096)], frameCount: 8))
    }
}
