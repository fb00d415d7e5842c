internal import Color
internal import Coloring
internal import Glibc
internal import Shots

/// Figures of one way to colour a film's frames that are no references: in all, by their distance from the next
/// reference, and by whether a reference covers the pixel.
struct DistanceScores {
    /// Distances that have a column, in frames.
    static let distances = [1, 2, 4, 8, 16, 32, 64]
    /// The peak of a and b, as in published figures: the diagonal of those that sRGB has.
    private static let abPeak = 202.3

    private var count = 0
    private var psnr = 0.0
    private var abPSNR = 0.0
    private var colorDifference = 0.0
    private var consistency = ColorConsistency()
    private var consistencyAtDistances = DistanceConsistency()
    private var drift = Drift()
    private var atDistances: [Int: (psnr: Double, count: Int)] = [:]
    private var covered: [Int: PixelSum] = [:]
    private var uncovered: [Int: PixelSum] = [:]

    /// A frame to be compared with.
    struct Frame {
        let truth: TruePicture
        /// Frames to the next reference.
        let distance: Int
        /// Ways of things that end and begin in it.
        let ways: FrameWays
        /// Of each pixel, whether a reference covers it.
        let isCovered: [Bool]
        /// Whether it is the first of its shot.
        let beginsShot: Bool
    }

    /// Figures of pixels, summed up.
    private struct PixelSum {
        private var count = 0
        var isEmpty: Bool { count == 0 }
        private var squares = 0.0
        private var abSquares = 0.0
        private var differences = 0.0

        mutating func add(squares: Double, abSquares: Double, difference: Double) {
            count += 1
            self.squares += squares
            self.abSquares += abSquares
            differences += difference
        }

        var psnr: Double { ScoreSum.psnr(squaredError: squares / Double(3 * count)) }
        var abPSNR: Double { DistanceScores.abPSNR(squaredError: abSquares / Double(2 * count)) }
        var difference: Double { differences / Double(count) }
    }

    private static func abPSNR(squaredError: Double) -> Double {
        10 * log10(abPeak * abPeak / max(squaredError, 1e-10))
    }

    /// Adds the next frame. One that is a reference, at distance 0, counts for the consistency and the drift only.
    mutating func add(_ result: ColoredPicture, _ frame: Frame) {
        addChange(result.rgb, result.chroma, frame)
        if frame.distance == 0 { return }
        let (truth, distance) = (frame.truth, frame.distance)
        let own = ScoreSum.psnr(squaredError: result.rgb.squaredError(from: truth.rgb))
        let differences = LabPicture(result.rgb).colorDifferences(from: truth.lab)
        count += 1
        psnr += own
        abPSNR += Self.abPSNR(squaredError: result.chroma.squaredError(from: truth.lab.chroma))
        colorDifference += differences.reduce(0, +) / Double(differences.count)
        guard Self.distances.contains(distance) else { return }
        let earlier = atDistances[distance] ?? (0, 0)
        atDistances[distance] = (earlier.psnr + own, earlier.count + 1)
        var parts = (covered: covered[distance] ?? PixelSum(), uncovered: uncovered[distance] ?? PixelSum())
        for (pixel, isCovered) in frame.isCovered.enumerated() {
            var squares = 0
            for sample in stride(from: pixel, to: result.rgb.samples.count, by: result.rgb.count) {
                let difference = Int(result.rgb.samples[sample]) - Int(truth.rgb.samples[sample])
                squares += difference * difference
            }
            let a = result.chroma.a[pixel] - truth.lab.chroma.a[pixel]
            let b = result.chroma.b[pixel] - truth.lab.chroma.b[pixel]
            if isCovered {
                parts.covered.add(
                    squares: Double(squares), abSquares: a * a + b * b, difference: differences[pixel])
            } else {
                parts.uncovered.add(
                    squares: Double(squares), abSquares: a * a + b * b, difference: differences[pixel])
            }
        }
        (covered[distance], uncovered[distance]) = (parts.covered, parts.uncovered)
    }

    /// Adds the next frame as it should be.
    mutating func add(truth frame: Frame) { addChange(frame.truth.rgb, frame.truth.lab.chroma, frame) }

    private mutating func addChange(_ rgb: RGBPicture, _ chroma: ChromaPicture, _ frame: Frame) {
        consistency.add(rgb)
        consistencyAtDistances.add(
            rgb, distance: frame.distance, isCovered: frame.isCovered, beginsShot: frame.beginsShot)
        drift.add(chroma.resized(width: MotionField.side, height: MotionField.side), ways: frame.ways)
    }

    static let columns: [EvaluationTable.Column] =
        [
            .init(key: "cdc", title: "CDC", digits: 5), .init(key: "psnr", title: "PSNR dB", digits: 2),
            .init(key: "ciede2000", title: "CIEDE2000", digits: 2), .init(key: "drift", title: "drift", digits: 2),
            .init(key: "psnr_ab", title: "PSNR of ab", digits: 2),
        ] + atDistances("psnr", "PSNR dB", digits: 1) + atDistances("cdc", "CDC", digits: 5)
        + ["covered", "uncovered"].flatMap { part in
            atDistances("psnr_\(part)", "PSNR dB, \(part)", digits: 1)
                + atDistances("psnr_ab_\(part)", "PSNR of ab, \(part)", digits: 1)
                + atDistances("ciede2000_\(part)", "CIEDE2000, \(part)", digits: 2)
                + atDistances("cdc_\(part)", "CDC, \(part)", digits: 5)
        }

    private static func atDistances(_ key: String, _ group: String, digits: Int) -> [EvaluationTable.Column] {
        distances.map { .init(key: "\(key)_\($0)", title: "at \($0)", digits: digits, group: group) }
    }

    func row(_ name: String) -> EvaluationTable.Row {
        let mean = { (sum: Double) in count == 0 ? nil : sum / Double(count) }
        let wholes = [consistency.value, mean(psnr), mean(colorDifference), drift.value, mean(abPSNR)]
        let frames = Self.distances.map { distance in atDistances[distance].map { $0.psnr / Double($0.count) } }
        let parts = [(covered, DistanceConsistency.Part.covered), (uncovered, .uncovered)].flatMap { sums, part in
            [\PixelSum.psnr, \.abPSNR, \.difference].flatMap { figure in
                Self.distances.map { distance in
                    sums[distance].flatMap { $0.isEmpty ? nil : $0[keyPath: figure] }
                }
            } + changes(part)
        }
        return EvaluationTable.Row(name: name, values: wholes + frames + changes(.all) + parts)
    }

    /// CDC at each distance.
    private func changes(_ part: DistanceConsistency.Part) -> [Double?] {
        Self.distances.map { consistencyAtDistances.value(part, distance: $0) }
    }
}
