import Glibc
import TestSupport
import Testing
import Weights

@testable import Net

private let isWanted = getenv("COLORIZE_FULL_SIZE_GOLDENS") != nil

/// DDColor at its full size, with weights that are a function of their names. Half a minute and 2 GB for the large one:
///
///     COLORIZE_FULL_SIZE_GOLDENS=FOLDER swift test --filter DDColorVectorTests
@Suite(.serialized, .notUnderThreadSanitizer) struct DDColorVectorTests {
    /// Figures of a picture's a and b.
    struct Vector: Sendable {
        var width: Int
        var height: Int
        /// At (0, 0), (0, w − 1), (h − 1, 0), (h − 1, w − 1), (17, 33), (40, 7).
        var points: [(a: Float, b: Float)]
        var mean: (a: Double, b: Double)
        var deviation: (a: Double, b: Double)
        var range: (Float, Float)
    }

    static let small = Vector(
        width: 64, height: 64,
        points: [
            (-22.613394, -35.442549), (-11.333978, -9.741531), (18.767078, 45.698750), (-25.210068, -38.326427),
            (-29.207936, -45.682430), (3.563991, 10.503799),
        ], mean: (-7.280940, -5.446781), deviation: (21.888566, 33.811089), range: (-109.75774, 98.42401))
    static let wide = Vector(
        width: 160, height: 96,
        points: [
            (-26.715604, -26.397279), (-14.292254, -21.811614), (37.817994, 68.974583), (-34.873824, -55.310044),
            (-31.096624, -47.901859), (0.707720, 10.321335),
        ], mean: (-8.125058, -8.390610), deviation: (22.174665, 34.992903), range: (-112.39732, 97.61373))
    static let large = Vector(
        width: 64, height: 64,
        points: [
            (-12.717205, -33.776820), (-31.126434, -59.563650), (5.838227, 1.055783), (-24.839389, -50.376895),
            (-26.453493, -42.834074), (-82.491433, -140.864616),
        ], mean: (-36.279014, -65.378809), deviation: (27.344733, 36.790731), range: (-206.64605, 68.76225))

    @Test(.enabled(if: isWanted)) func smallEncoder() throws {
        let weights = try VectorWeights(network: .tiny).table()
        #expect(weights.tensors.count == 440 - 9 - 2)
        try expect(.ddcolorTiny, weights, Self.small)
        try expect(.ddcolorTiny, weights, Self.wide)
    }

    @Test(.enabled(if: isWanted)) func largeEncoder() throws {
        let network = DDColor.large("ddcolor-artistic")
        try expect(.ddcolorArtistic, try VectorWeights(network: network).table(), Self.large)
    }

    private func expect(_ model: ColorizerModel, _ weights: WeightTable, _ vector: Vector) throws {
        var options = Colorizer.Options()
        (options.inputWidth, options.inputHeight) = (vector.width, vector.height)
        let colorizer = try Colorizer(model: model, weights: weights, options: options)
        #expect(colorizer.abWidth == vector.width && colorizer.abHeight == vector.height)
        let (width, height, plane) = (vector.width, vector.height, vector.width * vector.height)
        var ab = [Float](repeating: .nan, count: 2 * plane)
        var span = ab.mutableSpan
        try colorizer.predict(
            lightness: VectorWeights.lightness(width: width, height: height).span, ab: &span)
        let places = [(0, 0), (0, width - 1), (height - 1, 0), (height - 1, width - 1), (17, 33), (40, 7)]
        let found = places.flatMap { row, column in
            [ab[row * width + column], ab[plane + row * width + column]]
        }
        let difference = largestDifference(found, vector.points.flatMap { [$0.a, $0.b] })
        print("\(model.rawValue) \(width)x\(height): largest difference \(difference)")
        #expect(difference <= 2e-3)
        for (values, mean, deviation) in [
            (ab[..<plane], vector.mean.a, vector.deviation.a), (ab[plane...], vector.mean.b, vector.deviation.b),
        ] {
            let average = values.reduce(0) { $0 + Double($1) } / Double(plane)
            let variance = values.reduce(0) { $0 + (Double($1) - average) * (Double($1) - average) } / Double(plane)
            #expect(abs(average - mean) <= 2e-3 && abs(variance.squareRoot() - deviation) <= 2e-3)
        }
        #expect(abs((ab.min() ?? 0) - vector.range.0) <= 2e-3 && abs((ab.max() ?? 0) - vector.range.1) <= 2e-3)
    }

    /// The rule that makes the weights, by itself.
    @Test func weightsAreThoseOfTheRule() throws {
        let gamma = VectorWeights.values("encoder.arch.stages.0.0.gamma", [3])
        #expect(largestDifference(gamma, [0.5143112, 0.43978721, 0.15835922].map { 0.1 + 0.5 * $0 }) < 1e-6)
        let bound: Float = (3 / Float(4)).squareRoot()
        let weights = VectorWeights.values("decoder.layers.0.conv.0.weight_orig", [3, 4])
        #expect(
            largestDifference(Array(weights[..<3]), [0.29017372, 0.45007362, 0.78918276].map { (2 * $0 - 1) * bound })
                < 1e-6)
    }
}
