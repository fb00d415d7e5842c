import Testing

@testable import Net

/// The weights inside the program, on the picture that was measured in PyTorch when they were made.
@Suite struct EmbeddedLiteTests {
    /// What PyTorch gave for `lightnessPattern` at 256×256 with the bootstrap weights read as float32.
    private enum Measured {
        static let mean: [Float] = [3.600733757019043, -18.918582916259766]
        static let deviation: [Float] = [6.584565162658691, 8.97933292388916]
        static let places: [(row: Int, column: Int, a: Float, b: Float)] = [
            (0, 0, 0.677461564540863, -6.087899684906006),
            (0, 63, -1.8330758810043335, -0.9329498410224915),
            (31, 31, -7.301546573638916, -9.816313743591309),
            (17, 45, 11.616057395935059, -27.418642044067383),
            (63, 0, 0.7959262728691101, -10.993242263793945),
            (63, 63, -0.05415883660316467, -2.9221291542053223),
        ]
    }

    @Test func givesWhatPyTorchGave() throws {
        let colorizer = try Colorizer(model: .lite, weights: try WeightTable.embeddedLite())
        #expect(colorizer.abWidth == 64)
        #expect(colorizer.abHeight == 64)
        var ab = [Float](repeating: .nan, count: 2 * 64 * 64)
        var span = ab.mutableSpan
        try colorizer.predict(lightness: lightnessPattern(width: 256, height: 256).span, ab: &span)

        for (row, column, a, b) in Measured.places {
            #expect(abs(ab[row * 64 + column] - a) <= 1e-3, "a at \(row), \(column)")
            #expect(abs(ab[64 * 64 + row * 64 + column] - b) <= 1e-3, "b at \(row), \(column)")
        }
        for plane in 0..<2 {
            let values = ab[(plane * 64 * 64)..<((plane + 1) * 64 * 64)].map(Double.init)
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
            #expect(abs(mean - Double(Measured.mean[plane])) <= 1e-3)
            #expect(abs(variance.squareRoot() - Double(Measured.deviation[plane])) <= 1e-3)
        }
    }

    /// One of oneDNN's plain loops would make a film take an hour longer, and nothing else would show it.
    @Test func usesNoPlainLoops() throws {
        let graph = try Lite().graph(weights: try .embeddedLite(), width: 256, height: 256, temperature: 0.5)
        let slow = try OneDNNExecutor(Plan(graph), threadCount: 1).stages.filter { $0.implementation.hasPrefix("ref") }
        #expect(slow.isEmpty)
    }
}
