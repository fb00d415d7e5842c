import Testing

@testable import Net

/// What networks read and give besides lightness and colours.
@Suite struct NetworkSettingsTests {
    /// The result of a narrow network, by the reference.
    private func run(
        _ name: String, _ input: [Float], planeCount: Int, _ change: (inout NetworkSettings) -> Void
    ) throws -> [Float] {
        let golden = try GoldenTests.Golden(name)
        var settings = golden.settings
        change(&settings)
        let network = try #require(GoldenTests.narrowNetworks[name])
        let graph = try network.graph(weights: golden.weights, settings)
        let count = planeCount * golden.expected.count / 2
        let result = try ReferenceExecutor(graph).run(input, outputCount: count)
        let program = try OneDNNBackend().compile(Plan(graph), threadCount: 1)
        #expect(largestDifference(try program.makeExecutor().run(input, outputCount: count), result) <= 1e-3)
        return result
    }

    private func lightness(_ name: String) throws -> [Float] {
        let settings = try GoldenTests.Golden(name).settings
        return lightnessPattern(width: settings.width, height: settings.height)
    }

    /// The colours stay as they are; what follows them is a probability that falls as everything turns greyer.
    @Test(arguments: ["lite", "eccv16"]) func certaintyFollowsTheColours(name: String) throws {
        let input = try lightness(name)
        let colours = try run(name, input, planeCount: 2) { _ in }
        let both = try run(name, input, planeCount: 3) { $0.givesCertainty = true }
        #expect(largestDifference(Array(both[..<colours.count]), colours) <= 1e-4)
        let certainty = both[colours.count...]
        #expect(certainty.allSatisfy { $0 > 1 / Float(ColorBins.count) - 1e-6 && $0 <= 1 })
        let greyer = try run(name, input, planeCount: 3) {
            $0.givesCertainty = true
            $0.temperature *= 4
        }
        #expect(zip(greyer[colours.count...], certainty).allSatisfy { $0 <= $1 + 1e-6 })
    }

    /// Two patches with hints give what PyTorch gives.
    @Test func hintsGiveWhatPyTorchGives() throws {
        let golden = try GoldenTests.Golden("siggraph17-hints")
        let (width, height) = (golden.settings.width, golden.settings.height)
        let input = lightnessPattern(width: width, height: height)
        var hinted = input + [Float](repeating: 0, count: 3 * input.count)
        let patches: [(rows: Range<Int>, columns: Range<Int>, hint: [Float])] = [
            (4..<7, 5..<8, [60, 40, 1]), (height - 9..<height - 2, width - 7..<width, [-35, 20, 1]),
        ]
        for patch in patches {
            for (row, column) in patch.rows.flatMap({ row in patch.columns.map { (row, $0) } }) {
                for plane in 0..<3 { hinted[(plane + 1) * input.count + row * width + column] = patch.hint[plane] }
            }
        }
        let result = try run("siggraph17", hinted, planeCount: 2) { $0.readsHints = true }
        #expect(largestDifference(result, golden.expected) <= 1e-3)
    }

    /// Hints without authority are none; with it they change the colours, and most where they are.
    @Test func hintsChangeTheColours() throws {
        let settings = try GoldenTests.Golden("siggraph17").settings
        let input = try lightness("siggraph17")
        let planeLength = input.count
        let plain = try run("siggraph17", input, planeCount: 2) { _ in }
        var hinted = input + [Float](repeating: 0, count: 3 * planeLength)
        #expect(
            largestDifference(try run("siggraph17", hinted, planeCount: 2) { $0.readsHints = true }, plain) <= 1e-4)
        let place = settings.height / 2 * settings.width + settings.width / 2
        (hinted[planeLength + place], hinted[2 * planeLength + place]) = (60, 40)
        hinted[3 * planeLength + place] = 1
        let result = try run("siggraph17", hinted, planeCount: 2) { $0.readsHints = true }
        #expect(largestDifference(result, plain) > 1e-3)
    }
}
