internal import Coloring
internal import Glibc

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
    private var atDistances: [Int: (psnr: Double, count: Int)] = [:]

    /// Adds the next frame. One that is a reference, at distance 0, counts for the consistency only.
    mutating func add(_ result: ColoredPicture, truth: TruePicture, distance: Int) {
        consistency.add(result.rgb)
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
    mutating func add(truth: TruePicture) { consistency.add(truth.rgb) }

    static let columns: [EvaluationTable.Column] =
        [
            .init(key: "cdc", title: "CDC", digits: 5), .init(key: "psnr", title: "PSNR dB", digits: 2),
            .init(key: "psnr_ab", title: "of ab", digits: 2), .init(key: "ciede2000", title: "CIEDE2000", digits: 2),
        ] + distances.map { .init(key: "psnr_\($0)", title: "at \($0)", digits: 1) }

    func row(_ name: String) -> EvaluationTable.Row {
        let means = [psnr, abPSNR, colorDifference].map { count == 0 ? nil : $0 / Double(count) }
        let distances = Self.distances.map { distance in
            atDistances[distance].map { $0.psnr / Double($0.count) }
        }
        return EvaluationTable.Row(name: name, values: [consistency.value] + means + distances)
    }
}
