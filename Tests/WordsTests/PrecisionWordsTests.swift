import Report
import Testing

@testable import colorize_video

@Suite struct PrecisionWordsTests {
    private func small(_ precision: String, speed: Double? = nil) -> Notice.PrecisionDifference {
        .init(precision: precision, mean: 0.391, percentile99: 1.57, speed: speed)
    }

    private func large(_ precision: String) -> Notice.PrecisionDifference {
        .init(precision: precision, mean: 1.2, percentile99: 4.096)
    }

    @Test func theChoiceIsGoodNews() {
        #expect(
            Notice.measuredPrecision(chosen: small("int8", speed: 1.94), refused: [], frameCount: 8).words
                == "computing in int8: looks the same as f32 (mean difference 0.39), 1.9 times as fast")
        #expect(
            Notice.measuredPrecision(chosen: small("bf16"), refused: [large("int8")], frameCount: 8).words
                == "computing in bf16: looks the same as f32 (mean difference 0.39); int8 does not look the same "
                + "(mean difference 1.20, 4.10 at the 99th percentile)")
        #expect(
            Notice.measuredPrecision(chosen: nil, refused: [large("int8"), large("bf16")], frameCount: 8).words
                == "computing in f32: int8 does not look the same (mean difference 1.20, 4.10 at the 99th percentile); "
                + "bf16 does not look the same (mean difference 1.20, 4.10 at the 99th percentile)")
    }

    @Test func howFarTheChoiceIs() {
        #expect(
            Notice.choosingPrecision(precision: "int8", done: 3, of: 8).words
                == "choosing a precision: int8, 3 of 8 frames")
    }

    @Test func whyNothingWasMeasured() {
        #expect(
            Notice.unmeasuredPrecision(.nothingIsFaster).words == "computing in f32: this processor has nothing faster")
        #expect(
            Notice.unmeasuredPrecision(.tooFewFrames(25)).words
                == "computing in f32: 25 frames are too few to measure faster ones on")
        #expect(
            Notice.unmeasuredPrecision(.inputIsReadOnce).words
                == "computing in f32: the input cannot be looked at ahead")
        #expect(
            Notice.calibratedPrecision("int8", path: "a.txt").words
                == "computing in int8, as the calibration a.txt says")
    }
}
