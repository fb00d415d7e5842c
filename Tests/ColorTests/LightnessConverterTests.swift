import TestSupport
import Testing

@testable import Color

@Suite(.notUnderThreadSanitizer) struct LightnessConverterTests {
    /// All codes, those beyond black and white too.
    static func noise(_ layout: PictureLayout, seed: UInt64 = 1) -> TestPicture {
        var noise = Noise(seed: seed)
        let picture = TestPicture(layout)
        picture.fill { _, _, _ in noise.next(1 << layout.bitDepth) }
        return picture
    }

    @Test(arguments: LayoutCase.everyKind)
    func fullSizeAgreesWithTheDefinition(_ testCase: LayoutCase) throws {
        let layout = testCase.layout
        let picture = Self.noise(layout)
        let expected = ColorOracle(layout: layout).lightness(of: picture)
        for kernels in KernelSet.available {
            let converter = try LightnessConverter(
                layout: layout, networkWidth: 16, networkHeight: 16, kernels: kernels)
            var full = try PlaneBufferPool().take(width: layout.width, height: layout.height)
            converter.lightness(of: picture.planes, into: &full)
            let worst = zip(full.samples(), expected).map { abs(Double($0) - $1) }.max() ?? 0
            // In 8 bits 0.002 of L* is 0.005 of a code.
            #expect(worst < (layout.model == .yuv && layout.bitDepth == 8 ? 2e-3 : 1e-4), "\(kernels.name)")
        }
    }

    @Test(arguments: LayoutCase.everyKind)
    func networkSizeAgreesWithTheDefinition(_ testCase: LayoutCase) throws {
        let layout = testCase.layout
        // Those are rounded on the way: see PillowTests.
        if layout.bitDepth == 8 && layout.model != .yuv { return }
        let picture = Self.noise(layout)
        let (width, height) = layout.width > 100 ? (64, 48) : (18, 9)
        let expected = ColorOracle(layout: layout).networkLightness(of: picture, width: width, height: height)
        for kernels in KernelSet.available {
            let converter = try LightnessConverter(
                layout: layout, networkWidth: width, networkHeight: height, kernels: kernels)
            var small = try PlaneBufferPool().take(width: width, height: height)
            converter.networkLightness(of: picture.planes, into: &small)
            let worst = zip(small.samples(), expected).map { abs(Double($0) - $1) }.max() ?? 0
            #expect(worst < 2e-4, "\(kernels.name)")
        }
    }

    /// Every 3rd value of each channel: the whole cube.
    @Test func lightnessOfTheWholeCubeAgreesWithTheDefinition() throws {
        let layout = LayoutCase(.rgb, 86 * 86, 86, .full).layout
        let picture = TestPicture(layout)
        picture.fill { plane, x, y in [x / 86 * 3, x % 86 * 3, y * 3][plane] }
        // Light of each value once: a table keeps 636,056 pixels quick.
        let light = (0..<256).map { ColorOracle.linear(Double($0) / 255) }
        for kernels in KernelSet.available {
            let converter = try LightnessConverter(layout: layout, networkWidth: 8, networkHeight: 8, kernels: kernels)
            var full = try PlaneBufferPool().take(width: layout.width, height: layout.height)
            converter.lightness(of: picture.planes, into: &full)
            let samples = full.samples()
            var worst = 0.0
            for i in stride(from: 0, to: samples.count, by: 7) {
                let (x, y) = (i % layout.width, i / layout.width)
                let luminance = 0.212671 * light[x / 86 * 3] + 0.715160 * light[x % 86 * 3] + 0.072169 * light[y * 3]
                let gray = ColorOracle.encoded(luminance)
                worst = max(worst, abs(Double(samples[i]) - ColorOracle.lightness([gray, gray, gray])))
            }
            #expect(worst < 1e-4, "\(kernels.name)")
        }
    }

    @Test func agreesWithScikitImage() throws {
        var count = 0
        for line in try Goldens.lines("scikit-image.txt") where line[0] == "rgb2lab" {
            count += 1
            let layout = LayoutCase(.rgb, 1, 1, .full).layout
            let picture = TestPicture(layout)
            for plane in 0..<3 { picture[plane, 0, 0] = try #require(Int(line[1 + plane])) }
            let expected = try #require(Float(line[4]))
            for kernels in KernelSet.available {
                let converter = try LightnessConverter(
                    layout: layout, networkWidth: 1, networkHeight: 1, kernels: kernels)
                var full = try PlaneBufferPool().take(width: 1, height: 1)
                converter.lightness(of: picture.planes, into: &full)
                #expect(abs(full.samples()[0] - expected) < 1e-4, "\(line.joined(separator: " ")) \(kernels.name)")
            }
        }
        #expect(count > 50)
    }

    /// A film without colour gives the same L* whether it is stored as gray, as Y'CbCr with empty chroma or as RGB, and
    /// the shortcut for empty chroma gives what the long way gives.
    @Test(arguments: [8, 10, 16], [ColorDescription.Range.limited, .full])
    func grayIsGrayInEveryLayout(bits: Int, range: ColorDescription.Range) throws {
        let codes = bits == 16 ? (0..<256).map { $0 * 257 } : Array(0..<1 << bits)
        func lightness(_ layout: PictureLayout, colored: Bool = false) throws -> [[Float]] {
            let picture = TestPicture(layout)
            picture.fill { plane, x, _ in
                plane == 0 || layout.model == .rgb ? codes[min(x, codes.count - 1)] : 1 << (bits - 1)
            }
            // One coloured sample at the far end sends the row the long way.
            if colored { picture[1, layout.chromaWidth - 1, 0] = 0 }
            return try KernelSet.available.map { kernels in
                let converter = try LightnessConverter(
                    layout: layout, networkWidth: 8, networkHeight: 8, kernels: kernels)
                var full = try PlaneBufferPool().take(width: layout.width, height: 1)
                converter.lightness(of: picture.planes, into: &full)
                return Array(full.samples().prefix(codes.count))
            }
        }
        let width = codes.count + 16
        let gray = try lightness(LayoutCase(.gray, width, 1, bits: bits, range).layout)
        let yuv = try lightness(LayoutCase(.yuv, width, 1, bits: bits, shift: (1, 1), range).layout)
        let long = try lightness(LayoutCase(.yuv, width, 1, bits: bits, shift: (1, 1), range).layout, colored: true)
        let rgb = try lightness(LayoutCase(.rgb, width, 1, bits: bits, range).layout)
        for i in gray.indices {
            // Not inside #expect: for arrays that differ it would work out a difference, for minutes.
            let areEqual = gray[i] == yuv[i]
            #expect(areEqual)
            #expect(zip(gray[i], long[i]).allSatisfy { abs($0 - $1) < (bits == 8 ? 2e-3 : 1e-4) })
            #expect(zip(gray[i], rgb[i]).allSatisfy { abs($0 - $1) < 1e-4 })
            let (lowest, highest) = (gray[i].min() ?? 0, gray[i].max() ?? 0)
            #expect(range == .full ? lowest == 0 && highest == 100 : lowest < -7 && highest > 108)
        }
    }

    /// The network is not shown what lies beyond black and white.
    @Test(arguments: [PictureLayout.Model.gray, .yuv])
    func theNetworkSeesBlackAndWhiteAtMost(model: PictureLayout.Model) throws {
        let layout = LayoutCase(model, 64, 64, shift: model == .yuv ? (1, 1) : (0, 0), .limited).layout
        let picture = TestPicture(layout)
        picture.fill { plane, x, _ in plane > 0 ? 128 : x < 32 ? 0 : 255 }
        for kernels in KernelSet.available {
            let converter = try LightnessConverter(layout: layout, networkWidth: 8, networkHeight: 8, kernels: kernels)
            var small = try PlaneBufferPool().take(width: 8, height: 8)
            converter.networkLightness(of: picture.planes, into: &small)
            #expect(small.samples().allSatisfy { $0 >= 0 && $0 <= 100.0001 })
        }
    }

    /// One coloured row of chroma among empty ones colours the rows next to it.
    @Test(arguments: [ColorDescription.ChromaLocation.left, .topLeft])
    func rowsNextToEmptyChromaKeepTheirColor(location: ColorDescription.ChromaLocation) throws {
        for coloredRow in [0, 4, 10] {
            let layout = LayoutCase(.yuv, 37, 21, shift: (1, 1), .limited, .bt709, location).layout
            var noise = Noise(seed: 5)
            let picture = TestPicture(layout)
            picture.fill { plane, _, y in plane == 0 || y == coloredRow ? noise.next(256) : 128 }
            let oracle = ColorOracle(layout: layout)
            let full = oracle.lightness(of: picture)
            let small = oracle.networkLightness(of: picture, width: 9, height: 7)
            for kernels in KernelSet.available {
                let converter = try LightnessConverter(
                    layout: layout, networkWidth: 9, networkHeight: 7, kernels: kernels)
                var fullPlane = try PlaneBufferPool().take(width: 37, height: 21)
                var smallPlane = try PlaneBufferPool().take(width: 9, height: 7)
                converter.lightness(of: picture.planes, into: &fullPlane)
                converter.networkLightness(of: picture.planes, into: &smallPlane)
                #expect(zip(fullPlane.samples(), full).allSatisfy { abs(Double($0) - $1) < 2e-3 })
                #expect(zip(smallPlane.samples(), small).allSatisfy { abs(Double($0) - $1) < 2e-4 })
            }
        }
    }

    /// Bits above the depth must not lead out of the table.
    @Test func samplesBeyondTheDepthAreWhite() throws {
        let layout = LayoutCase(.gray, 40, 1, bits: 10, .full).layout
        let picture = TestPicture(layout)
        picture.fill { _, x, _ in x < 20 ? 1023 : 65_535 }
        for kernels in KernelSet.available {
            let converter = try LightnessConverter(layout: layout, networkWidth: 8, networkHeight: 8, kernels: kernels)
            var full = try PlaneBufferPool().take(width: 40, height: 1)
            converter.lightness(of: picture.planes, into: &full)
            #expect(full.samples().allSatisfy { $0 == 100 })
        }
    }

    @Test(arguments: [
        LayoutCase(.gray, 0, 5), LayoutCase(.gray, 5, -1), LayoutCase(.gray, 1 << 20, 1),
        LayoutCase(.gray, 5, 5, bits: 7),
        LayoutCase(.gray, 5, 5, bits: 17), LayoutCase(.yuv, 5, 5, shift: (3, 0)),
        LayoutCase(.yuv, 5, 5, shift: (0, -1)), LayoutCase(.yuv, 5, 5, bits: 32),
    ])
    func impossibleLayoutsAreRefused(_ testCase: LayoutCase) {
        #expect(throws: ColorError.self) {
            try LightnessConverter(layout: testCase.layout, networkWidth: 8, networkHeight: 8)
        }
        #expect(throws: ColorError.self) {
            try Recombiner(output: testCase.layout, abWidth: 2, abHeight: 2, networkWidth: 8, networkHeight: 8)
        }
    }
}
