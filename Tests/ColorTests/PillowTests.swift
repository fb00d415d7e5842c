import TestSupport
import Testing

@testable import Color

/// The small picture of 8-bit sources is Pillow's to the last bit.
@Suite(.notUnderThreadSanitizer) struct PillowTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let model: PictureLayout.Model
        let width: Int, height: Int, smallWidth: Int, smallHeight: Int
        /// Pillow's result, interleaved.
        let expected: [UInt8]
        var testDescription: String { "\(model) \(width)x\(height) to \(smallWidth)x\(smallHeight)" }
    }

    static func cases() throws -> [Case] {
        let data = try Goldens.bytes("pillow.bin")
        return try Goldens.lines("pillow.txt").map { words in
            let numbers = try words.dropFirst().map { try #require(Int($0)) }
            let model: PictureLayout.Model = words[0] == "gray" ? .gray : .rgb
            let bytes = numbers[2] * numbers[3] * (model == .gray ? 1 : 3)
            return Case(
                model: model, width: numbers[0], height: numbers[1], smallWidth: numbers[2], smallHeight: numbers[3],
                expected: Array(data[numbers[4]..<numbers[4] + bytes]))
        }
    }

    /// As `picture` in make_goldens.py.
    static func code(_ plane: Int, _ x: Int, _ y: Int) -> Int {
        let block = ((x / 9) ^ (y / 7) ^ plane) & 3
        let noise = ((x * 13 + y * 7 + plane * 85) * (x ^ (y * 3)) + x * 5) & 255
        return block == 0 ? 255 : block == 1 ? 0 : noise
    }

    @Test func smallPicturesAreThose() throws {
        let cases = try Self.cases()
        #expect(cases.count == 14)
        for testCase in cases {
            let layout = LayoutCase(testCase.model, testCase.width, testCase.height, .full).layout
            let picture = TestPicture(layout)
            picture.fill(Self.code)
            let channels = layout.planeCount
            let expected = (0..<testCase.smallWidth * testCase.smallHeight).map { i in
                ColorOracle.lightness(
                    (0..<3).map { Double(testCase.expected[i * channels + min($0, channels - 1)]) / 255 })
            }
            for kernels in KernelSet.available {
                let converter = try LightnessConverter(
                    layout: layout, networkWidth: testCase.smallWidth, networkHeight: testCase.smallHeight,
                    kernels: kernels)
                var small = try PlaneBufferPool().take(width: testCase.smallWidth, height: testCase.smallHeight)
                converter.networkLightness(of: picture.planes, into: &small)
                // One code more or less in one channel changes L* by 0.0008 or more.
                let worst = zip(small.samples(), expected).map { abs(Double($0) - $1) }.max() ?? 0
                #expect(worst < 1e-4, "\(testCase.testDescription) \(kernels.name)")
            }
        }
    }
}
