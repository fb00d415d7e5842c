internal import Color
internal import Coloring
internal import Shots

/// Figures of one way to colour a film, summed up frame by frame.
struct FilmScores: Sendable {
    private var scores = ScoreSum()
    private var consistency = ColorConsistency()
    private var drift = Drift()
    private var warpError = WarpError()

    /// - Parameters:
    ///   - result: the next frame, coloured.
    ///   - frame: what it should be.
    mutating func add(_ result: ColoredPicture, frame: EvaluatedFrame) {
        scores.add(result, truth: frame.truth)
        addChange(result.rgb, result.chroma, frame)
    }

    /// Adds the next frame as it should be.
    mutating func add(truth frame: EvaluatedFrame) {
        scores.add(truth: frame.truth)
        addChange(frame.truth.rgb, frame.truth.lab.chroma, frame)
    }

    private mutating func addChange(_ rgb: RGBPicture, _ chroma: ChromaPicture, _ frame: EvaluatedFrame) {
        consistency.add(rgb)
        let small = chroma.resized(width: MotionField.side, height: MotionField.side)
        drift.add(small, ways: frame.ways)
        warpError.add(small, alignment: frame.alignment)
    }

    static let columns: [EvaluationTable.Column] = [
        .init(key: "cdc", title: "CDC", digits: 5), .init(key: "psnr", title: "PSNR dB", digits: 2),
        .init(key: "ciede2000", title: "CIEDE2000", digits: 2), .init(key: "drift", title: "drift", digits: 2),
        .init(key: "chroma", title: "mean chroma", digits: 1),
        .init(key: "colourfulness", title: "colourfulness", digits: 1),
        .init(key: "e_warp", title: "E_warp", digits: 2),
    ]

    /// - Parameter isTruth: whether there is nothing to compare the frames with.
    func row(_ name: String, isTruth: Bool = false) -> EvaluationTable.Row {
        EvaluationTable.Row(
            name: name,
            values: [
                consistency.value, isTruth ? nil : scores.meanPSNR, isTruth ? nil : scores.meanColorDifference,
                drift.value, scores.meanChroma, scores.meanColorfulness, warpError.value,
            ])
    }
}

/// A frame as it should be.
struct EvaluatedFrame: Sendable {
    let truth: TruePicture
    /// With the frame before; nil for the first frame.
    let alignment: FrameAlignment?
    /// Ways of things that end and begin in it.
    let ways: FrameWays
    /// The frame for the strip; nil for most.
    let shown: RGBPicture?
}
