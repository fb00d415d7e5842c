internal import Color
internal import Coloring
import Net
internal import Report

/// Compares the pictures that a network in fewer bits makes with those it makes in f32.
///
/// What is compared are finished 8-bit sRGB pictures of the size that the network sees.
final class PrecisionCheck {
    /// How different the pictures look, in CIEDE2000.
    struct Difference: Equatable {
        /// Of all pixels.
        var mean: Double
        /// 99 of 100 pixels differ by less.
        var percentile99: Double

        /// About 1 is just seen where two patches lie side by side, and no film shows its colours beside f32's.
        var isAcceptable: Bool { mean < 1 && percentile99 < 5 }
    }

    /// Of one picture: its lightness, and a over b as f32 predicts them.
    struct Reference {
        let lightness: [Float]
        let ab: [Float]
    }

    private let references: [Reference]
    /// The first ones' pictures as f32 colours them, for the next predictor: 1.5 MiB each at 256x256.
    private var expected: [LabPicture] = []
    private static let mostKept = 16

    init(_ references: [Reference]) {
        self.references = references
    }

    /// How far `predictor`'s pictures are from the references. `onPicture` is called after each of them, with their
    /// number so far.
    func difference(
        of predictor: any ChromaPredictor, onPicture: (Int) -> Void = { _ in }
    ) throws -> Difference {
        let coloring = FrameColoring(predictor)
        // Hundredths from 0 to 100.
        var counts = [Int](repeating: 0, count: 10_001)
        var sum = 0.0
        var total = 0
        for (index, reference) in references.enumerated() {
            let lightness = try coloring.plane(
                reference.lightness, width: predictor.input.width, height: predictor.input.height)
            let expected = try expectedPicture(index, coloring, lightness)
            let found = LabPicture(try coloring.picture(lightness, try coloring.predict(lightness)))
            for difference in found.colorDifferences(from: expected) {
                sum += difference
                counts[min(Int(difference * 100), counts.count - 1)] += 1
            }
            total += expected.lightness.count
            onPicture(index + 1)
        }
        guard total > 0 else { return Difference(mean: 0, percentile99: 0) }
        var below = 0
        let percentile = counts.firstIndex { count in
            below += count
            return below * 100 >= total * 99
        }
        return Difference(mean: sum / Double(total), percentile99: Double((percentile ?? 0) + 1) / 100)
    }

    /// How many times as fast as `exact` `predictor` is with the first picture; nil without one, and if it is no
    /// faster. Each has the better of two tries, which come in turns.
    func speed(of predictor: any ChromaPredictor, beside exact: any ChromaPredictor) throws -> Double? {
        guard let reference = references.first else { return nil }
        let rivals = [FrameColoring(predictor), FrameColoring(exact)]
        var best = [Duration.seconds(1_000_000), .seconds(1_000_000)]
        for _ in 0..<2 {
            for (place, coloring) in rivals.enumerated() {
                let lightness = try coloring.plane(
                    reference.lightness, width: predictor.input.width, height: predictor.input.height)
                let start = ContinuousClock.now
                _ = try coloring.predict(lightness)
                best[place] = min(best[place], ContinuousClock.now - start)
            }
        }
        let speed = best[1].seconds / max(best[0].seconds, 1e-9)
        return speed >= 1.05 ? speed : nil
    }

    /// The picture of a reference, with its lightness as a plane.
    private func expectedPicture(
        _ index: Int, _ coloring: FrameColoring, _ lightness: borrowing PlaneBuffer
    ) throws(ColorError) -> LabPicture {
        if index < expected.count { return expected[index] }
        let ab = try coloring.plane(
            references[index].ab, width: coloring.predictor.output.width, height: 2 * coloring.predictor.output.height)
        let picture = LabPicture(try coloring.picture(lightness, ab))
        if index < Self.mostKept { expected.append(picture) }
        return picture
    }
}
