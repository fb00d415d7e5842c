import Testing

@testable import Net

/// The weights inside the program, on the picture that was measured in PyTorch when they were made.
@Suite struct EmbeddedLiteTests {
    /// What PyTorch gave for `lightnessPattern` at 256×256 with the shipped weights read as float32.
    private enum Measured {
        static let mean: [Float] = [5.478724002838135, 19.75815773010254]
        static let deviation: [Float] = [6.38580846786499, 15.183412551879883]
        static let places: [(row: Int, column: Int, a: Float, b: Float)] = [
            (0, 0, 5.628331661224365, 27.128572463989258),
            (0, 63, -2.3805344104766846, 10.044553756713867),
            (31, 31, -8.930322647094727, 36.91835021972656),
            (17, 45, 5.46682596206665, -0.47160354256629944),
            (63, 0, 0.5053176879882812, 10.03023910522461),
            (63, 63, -2.0529797077178955, 13.075307846069336),
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
        let slow = try OneDNNProgram(Plan(graph), threadCount: 1).stageNames.filter {
            $0.implementation.hasPrefix("ref")
        }
        #expect(slow.isEmpty)
    }
}
