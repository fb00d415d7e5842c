import Report
import Testing

@testable import colorize_video

@Suite struct PrecisionWordsTests {
    private func small(_ precision: String) -> Notice.PrecisionDifference {
        .init(precision: precision, mean: 0.391, percentile99: 1.57)
    }

    private func large(_ precision: String) -> Notice.PrecisionDifference {
        .init(precision: precision, mean: 1.2, percentile99: 4.096)
    }

    @Test func theLineSaysByHowMuchEachDiffers() {
        #expect(
            Notice.measuredPrecision(chosen: small("int8"), refused: [], frameCount: 8).words
                == "precision: int8 differs from f32 by 0.39 on average, 1.57 at the 99th percentile (CIEDE2000), "
                + "on 8 frames")
        #expect(
            Notice.measuredPrecision(chosen: small("bf16"), refused: [large("int8")], frameCount: 8).words
                == "precision: bf16 differs from f32 by 0.39 on average, 1.57 at the 99th percentile (CIEDE2000), "
                + "on 8 frames; int8 by 1.20 and 4.10, too much")
        #expect(
            Notice.measuredPrecision(chosen: nil, refused: [large("int8"), large("bf16")], frameCount: 8).words
                == "precision: f32; int8 differs from it by 1.20 on average, 4.10 at the 99th percentile (CIEDE2000), "
                + "on 8 frames; bf16 by 1.20 and 4.10, too much")
    }

    @Test func whyNothingWasMeasured() {
        #expect(
            Notice.unmeasuredPrecision(.nothingIsFaster).words
                == "precision: f32 (this processor has nothing faster)")
        #expect(
            Notice.unmeasuredPrecision(.tooFewFrames(25)).words
                == "precision: f32 (25 frames are too few to measure faster ones on)")
        #expect(
            Notice.unmeasuredPrecision(.inputIsReadOnce).words
                == "precision: f32 (the input cannot be looked at ahead)")
        #expect(
            Notice.calibratedPrecision("int8", path: "a.txt").words == "precision: int8 (calibration a.txt)")
    }
}
