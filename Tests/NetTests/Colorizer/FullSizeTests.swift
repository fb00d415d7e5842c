import Glibc
import Testing
import Weights

@testable import Net

private let fullSizeFolder = getenv("COLORIZE_FULL_SIZE_GOLDENS").map { String(cString: $0) }

/// The networks as they ship, at 256×256, from `torch.save` files of both formats. They are too large for the
/// repository:
///
///     python3 Tests/Goldens/net/make_goldens.py --full-size FOLDER
///     COLORIZE_FULL_SIZE_GOLDENS=FOLDER swift test --filter FullSizeTests
@Suite(.enabled(if: fullSizeFolder != nil)) struct FullSizeTests {
    @Test(arguments: GoldenTests.models + [.ddcolorTiny], [".pth", "-legacy.pth"])
    func matchesPyTorch(model: ColorizerModel, format: String) throws {
        let path = "\(try #require(fullSizeFolder))/\(model.rawValue)"
        var options = Colorizer.Options()
        if model == .lite { options.temperature = 0.5 }
        let colorizer = try Colorizer(
            model: model, weights: try WeightsFile.open(path: path + format), options: options)
        let expected = try Self.floats(path + ".ab")
        var result = [Float](repeating: .nan, count: 2 * colorizer.abWidth * colorizer.abHeight)
        var ab = result.mutableSpan
        try colorizer.predict(lightness: lightnessPattern(width: 256, height: 256).span, ab: &ab)
        let difference = largestDifference(result, expected)
        print("\(model.rawValue)\(format): largest difference of ab \(difference)")
        #expect(difference <= 1e-3)
    }

    /// The file's bytes as float32.
    private static func floats(_ path: String) throws -> [Float] {
        let file = try #require(fopen(path, "rb"))
        defer { fclose(file) }
        var values: [Float] = []
        var value: Float = 0
        while fread(&value, MemoryLayout<Float>.size, 1, file) == 1 { values.append(value) }
        return values
    }
}
