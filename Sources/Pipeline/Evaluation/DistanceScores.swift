internal import Color
internal import Coloring
internal import Glibc
internal import Shots

/// Figures of one way to colour a film's frames that are no references, in all and by their distance from the next
/// reference.
struct DistanceScores {
    /// Distances that have a column, in frames.
    static let distances = [1, 2, 4, 8, 16, 32, 64]

    private var count = 0
    private var psnr = 0.0
    private var abPSNR = 0.0
    private var colorDifference = 0.0
    private var consistency = ColorConsistency()
    private var drift = Drift()
    private var atDistances: [Int: (psnr: Double, count: Int)] = [:]

    /// A frame to be compared with.
    struct Frame {
        let truth: TruePicture
        /// Frames to the next reference.
        let distance: Int
        /// Ways of things that end and begin in it.
        let ways: FrameWays
    }

    /// Adds the next frame. One that is a reference, at distance 0, counts for the consistency and the drift only.
    mutating func add(_ result: ColoredPicture, _ frame: Frame) {
        addChange(result.rgb, result.chroma, frame)
        let (truth, distance) = (frame.truth, frame.distance)
        if distance == 0 { return }
        let own = ScoreSum.psnr(squaredError: result.rgb.squaredError(from: truth.rgb))
        count += 1
        psnr += own
        // The peak is that of the published figures: the diagonal of the a and b that sRGB has.
        abPSNR += 10 * log10(202.3 * 202.3 / max(result.chroma.squaredError(from: truth.lab.chroma), 1e-10))
        colorDifference += LabPicture(result.rgb).meanColorDifference(from: truth.lab)
        let earlier = atDistances[distance] ?? (0, 0)
        atDistances[distance] = (earlier.psnr + own, earlier.count + 1)
    }

    /// Adds the next frame as it should be.
    mutating func add(truth frame: Frame) { addChange(frame.truth.rgb, frame.truth.lab.chroma, frame) }

    private mutating func addChange(_ rgb: RGBPicture, _ chroma: ChromaPicture, _ frame: Frame) {
        consistency.add(rgb)
        drift.add(chroma.resized(width: MotionField.side, height: MotionField.side), ways: frame.ways)
    }

    static let columns: [EvaluationTable.Column] =
        [
            .init(key: "cdc", title: "CDC", digits: 5), .init(key: "psnr", title: "PSNR dB", digits: 2),
            .init(key: "ciede2000", title: "CIEDE2000", digits: 2), .init(key: "drift", title: "drift", digits: 2),
            .init(key: "psnr_ab", title: "PSNR of ab", digits: 2),
        ] + distances.map { .init(key: "psnr_\($0)", title: "at \($0)", digits: 1) }

    func row(_ name: String) -> EvaluationTable.Row {
        let mean = { (sum: Double) in count == 0 ? nil : sum / Double(count) }
        let distances = Self.distances.map { distance in
            atDistances[distance].map { $0.psnr / Double($0.count) }
        }
        let wholes = [consistency.value, mean(psnr), mean(colorDifference), drift.value, mean(abPSNR)]
        return EvaluationTable.Row(name: name, values: wholes + distances)
    }
}
