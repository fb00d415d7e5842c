import TestSupport
import Testing

@testable import Color

/// Small sRGB pictures of every kind of picture.
@Suite(.notUnderThreadSanitizer) struct DisplayConverterTests {
    /// Without a change of size: every value is the nearest to what the definition gives.
    @Test(arguments: LayoutCase.everyKind)
    func whatAScreenShows(_ testCase: LayoutCase) throws {
        let layout = testCase.layout
        let picture = LightnessConverterTests.noise(layout)
        let expected = ColorOracle(layout: layout).shown(picture)
        for kernels in KernelSet.available {
            let converter = try DisplayConverter(
                layout: layout, part: .whole, width: layout.width, height: layout.height, kernels: kernels)
            var shown = RGBPicture(width: layout.width, height: layout.height)
            converter.convert(picture.planes, into: &shown)
            let worst = zip(shown.samples, expected).map { abs(Double($0) - $1) }.max() ?? 0
            #expect(worst < 0.501, "\(kernels.name)")
        }
    }

    @Test func resizedAsPillowDoes() throws {
        let cases = try PillowTests.cases()
        #expect(cases.count == 14)
        for testCase in cases {
            let layout = LayoutCase(testCase.model, testCase.width, testCase.height, .full).layout
            let picture = TestPicture(layout)
            picture.fill(PillowTests.code)
            let channels = layout.planeCount
            for kernels in KernelSet.available {
                let converter = try DisplayConverter(
                    layout: layout, part: .whole, width: testCase.smallWidth, height: testCase.smallHeight,
                    kernels: kernels)
                var small = RGBPicture(width: testCase.smallWidth, height: testCase.smallHeight)
                converter.convert(picture.planes, into: &small)
                let isSame = small.samples.indices.allSatisfy { i in
                    let (plane, pixel) = (i / small.count, i % small.count)
                    return small.samples[i] == testCase.expected[pixel * channels + min(plane, channels - 1)]
                }
                #expect(isSame, "\(testCase.testDescription) \(kernels.name)")
            }
        }
    }

    @Test func floatsAreClipped() throws {
        let layout = LayoutCase(.gray, 5, 1, bits: 32, .full).layout
        var samples: [Float] = [-0.5, 0, 0.25, 1, 3]
        var shown = RGBPicture(width: 5, height: 1)
        for kernels in KernelSet.available {
            let converter = try DisplayConverter(layout: layout, part: .whole, width: 5, height: 1, kernels: kernels)
            samples.withUnsafeMutableBytes { bytes in
                guard let start = bytes.baseAddress else { return }
                converter.convert(
                    PicturePlanes(layout: layout, data: (start, nil, nil), strideBytes: (20, 0, 0)), into: &shown)
            }
            #expect(shown.samples == [0, 0, 64, 255, 255, 0, 0, 64, 255, 255, 0, 0, 64, 255, 255], "\(kernels.name)")
        }
    }

    /// The square in the middle of a picture is resized as if there were nothing around it.
    @Test(arguments: [(31, 20), (20, 31), (25, 25)])
    func centreSquare(width: Int, height: Int) throws {
        let side = min(width, height)
        let (left, top) = ((width - side) / 2, (height - side) / 2)
        let whole = LightnessConverterTests.noise(LayoutCase(.rgb, width, height, .full).layout)
        let square = TestPicture(LayoutCase(.rgb, side, side, .full).layout)
        square.fill { plane, x, y in whole[plane, left + x, top + y] }
        let small = try [(whole, DisplayConverter.Part.centreSquare), (square, .whole)].map { picture, part in
            let converter = try DisplayConverter(layout: picture.layout, part: part, width: 16, height: 16)
            var small = RGBPicture(width: 16, height: 16)
            converter.convert(picture.planes, into: &small)
            return small.samples
        }
        #expect(small[0] == small[1])
    }
}
