import TestSupport
import Testing

@testable import Color

@Suite(.notUnderThreadSanitizer) struct RecombinerTests {
    /// What goes in: noise over all of L*, a and b, far beyond the gamut too.
    struct Input {
        let lightness: [Float]
        /// a over b, 4 × 3 each.
        let ab: [Float]
        static let abSize = (width: 4, height: 3)
        static let networkSize = (width: 16, height: 12)

        init(_ layout: PictureLayout, lightness range: ClosedRange<Double> = 0...100) {
            var noise = Noise(seed: 7)
            self.init(layout, lightness: (0..<layout.width * layout.height).map { _ in Float(noise.next(in: range)) })
        }

        init(_ layout: PictureLayout, lightness: [Float]) {
            var noise = Noise(seed: 8)
            self.lightness = lightness
            ab = (0..<2 * Self.abSize.width * Self.abSize.height).map { _ in Float(noise.next(in: -110...110)) }
        }

        /// a and b at the picture's size.
        func enlarged(to layout: PictureLayout) -> (a: [Double], b: [Double]) {
            let count = Self.abSize.width * Self.abSize.height
            func plane(_ samples: ArraySlice<Float>) -> [Double] {
                let network = ColorOracle.stretched(samples.map(Double.init), from: Self.abSize, to: Self.networkSize)
                return ColorOracle.stretched(network, from: Self.networkSize, to: (layout.width, layout.height))
            }
            return (plane(ab[..<count]), plane(ab[count...]))
        }

        func recombined(
            _ picture: TestPicture, saturation: Float = 1, chroma: ChromaEnlargement = .bilinear,
            fade: ChromaFade? = nil, kernels: KernelSet, ab: [Float]? = nil
        ) throws {
            let recombiner = try Recombiner(
                output: picture.layout, abWidth: Self.abSize.width, abHeight: Self.abSize.height,
                networkWidth: Self.networkSize.width, networkHeight: Self.networkSize.height, saturation: saturation,
                chroma: chroma, fade: fade, kernels: kernels)
            recombiner.recombine(
                lightness: try .plane(lightness, width: picture.layout.width),
                ab: try .plane(ab ?? self.ab, width: Self.abSize.width), into: picture.planes)
        }
    }

    /// Every code is the double result rounded, but where that lies within the float error of a half.
    @Test(arguments: LayoutCase.everyKind)
    func agreesWithTheDefinition(_ testCase: LayoutCase) throws {
        let layout = testCase.layout
        let input = Input(layout)
        let oracle = ColorOracle(layout: layout)
        let (a, b) = input.enlarged(to: layout)
        let expected = oracle.codes(lightness: input.lightness.map(Double.init), a: a, b: b)
        // 3e-6 of the range: 0.0008 codes in 8 bits, 0.2 in 16. The quick curve of 8-bit Y'CbCr is off by 1.6e-4 at
        // most, up to as much again for Cb and Cr.
        let slack = (layout.model == .yuv && layout.bitDepth == 8 ? 3e-4 : 3e-6) * oracle.maximum
        for kernels in KernelSet.available {
            let picture = TestPicture(layout, guardBytes: 6)
            try input.recombined(picture, kernels: kernels)
            for plane in 0..<layout.planeCount {
                let worst = zip(picture.plane(plane), expected[plane]).map { abs(Double($0) - $1) }.max() ?? 0
                #expect(worst < 0.5 + slack, "\(kernels.name) plane \(plane)")
            }
            #expect(picture.guardsAreIntact, "\(kernels.name)")
        }
    }

    /// Against scikit-image's rows as published, which give grey a slight tint that ours do not.
    @Test func agreesWithScikitImageInEightBits() throws {
        let layout = LayoutCase(.rgb, 120, 90, .full).layout
        let input = Input(layout)
        let (a, b) = input.enlarged(to: layout)
        let expected = ColorOracle(layout: layout).codes(
            lightness: input.lightness.map(Double.init), a: a, b: b, neutral: false)
        for kernels in KernelSet.available {
            let picture = TestPicture(layout)
            try input.recombined(picture, kernels: kernels)
            var different = 0
            for plane in 0..<3 {
                for (code, exact) in zip(picture.plane(plane), expected[plane]) {
                    #expect(abs(Double(code) - exact) < 0.52)
                    if code != Int(exact.rounded()) { different += 1 }
                }
            }
            #expect(different * 500 < 3 * layout.width * layout.height, "\(kernels.name): \(different) differ")
        }
    }

    @Test func agreesWithScikitImagesOwnResults() throws {
        let layout = LayoutCase(.rgb, 1, 1, bits: 16, .full).layout
        var count = 0
        for line in try Goldens.lines("scikit-image.txt") where line[0] == "lab2rgb" {
            count += 1
            let numbers = try line.dropFirst().map { try #require(Float($0)) }
            for kernels in KernelSet.available {
                let picture = TestPicture(layout)
                let recombiner = try Recombiner(
                    output: layout, abWidth: 1, abHeight: 1, networkWidth: 1, networkHeight: 1, kernels: kernels)
                recombiner.recombine(
                    lightness: try .plane([numbers[0]], width: 1), ab: try .plane([numbers[1], numbers[2]], width: 1),
                    into: picture.planes)
                for plane in 0..<3 {
                    // Half a code of rounding is 8e-6.
                    let value = Float(picture[plane, 0, 0]) / 65_535
                    #expect(abs(value - numbers[3 + plane]) < 6e-5, "\(line.joined(separator: " ")) \(kernels.name)")
                }
            }
        }
        #expect(count > 50)
    }

    // MARK: Grey

    /// Any grey in, the same grey out, when a and b are 0 or the saturation is.
    @Test(arguments: [8, 10, 12, 16], [ColorDescription.Range.limited, .full])
    func grayComesBackAsItWas(bits: Int, range: ColorDescription.Range) throws {
        let unit = 1 << (bits - 8)
        // Those below black and above white, too.
        let codes = Array(0..<1 << bits)
        let width = 256
        let height = (codes.count + width - 1) / width
        let source = TestPicture(LayoutCase(.gray, width, height, bits: bits, range).layout)
        source.fill { _, x, y in codes[min(y * width + x, codes.count - 1)] }
        for kernels in KernelSet.available {
            let converter = try LightnessConverter(
                layout: source.layout, networkWidth: 8, networkHeight: 8, kernels: kernels)
            var lightness = try PlaneBufferPool().take(width: width, height: height)
            converter.lightness(of: source.planes, into: &lightness)
            for output in [
                LayoutCase(.gray, width, height, bits: bits, range), LayoutCase(.rgb, width, height, bits: bits, range),
                LayoutCase(.yuv, width, height, bits: bits, shift: (1, 1), range, .bt709),
                LayoutCase(.yuv, width, height, bits: bits, shift: (0, 0), range, .bt2020),
            ] {
                for (saturation, ab) in [(Float(1), Float(0)), (0, 70)] {
                    let picture = TestPicture(output.layout)
                    let recombiner = try Recombiner(
                        output: output.layout, abWidth: 2, abHeight: 2, networkWidth: 8, networkHeight: 8,
                        saturation: saturation, kernels: kernels)
                    recombiner.recombine(
                        lightness: lightness, ab: try .plane([Float](repeating: ab, count: 8), width: 2),
                        into: picture.planes)
                    // Compared outside #expect, which would work out the difference of arrays for minutes.
                    let luma = picture.plane(0)
                    let isTheSame = luma == source.plane(0)
                    #expect(isTheSame, "\(output.testDescription) \(kernels.name)")
                    for plane in 1..<max(picture.layout.planeCount, 1) {
                        let expected =
                            output.layout.model == .rgb
                            ? luma : [Int](repeating: 128 * unit, count: picture.plane(plane).count)
                        let isNeutral = picture.plane(plane) == expected
                        #expect(isNeutral, "\(output.testDescription) \(kernels.name)")
                    }
                }
            }
        }
    }

    /// In the full range Cb of pure blue and Cr of pure red round to 2^depth, one more than there is.
    @Test(arguments: [8, 10, 16])
    func theStrongestChromaIsTheHighestCode(bits: Int) throws {
        let layout = LayoutCase(.yuv, 9, 2, bits: bits, .full, .bt601).layout
        let colors: [(lab: [Float], plane: Int)] = [([32.3, 85, -120], 1), ([53.2, 90, 75], 2)]
        for (lab, plane) in colors {
            for kernels in KernelSet.available {
                let picture = TestPicture(layout)
                let recombiner = try Recombiner(
                    output: layout, abWidth: 1, abHeight: 1, networkWidth: 1, networkHeight: 1, kernels: kernels)
                recombiner.recombine(
                    lightness: try .plane([Float](repeating: lab[0], count: 18), width: 9),
                    ab: try .plane([lab[1], lab[2]], width: 1), into: picture.planes)
                #expect(Set(picture.plane(plane)) == [(1 << bits) - 1], "\(kernels.name)")
            }
        }
    }

    /// Inside sRGB; what happens outside is in SaturationTests.
    @Test func saturationScalesAAndB() throws {
        let layout = LayoutCase(.rgb, 20, 9, .full).layout
        let input = Input(layout, lightness: 45...65)
        for kernels in KernelSet.available {
            let scaled = TestPicture(layout)
            let expected = TestPicture(layout)
            try input.recombined(scaled, saturation: 0.25, kernels: kernels)
            try input.recombined(expected, kernels: kernels, ab: input.ab.map { $0 * 0.25 })
            let areEqual = (0..<3).allSatisfy { scaled.plane($0) == expected.plane($0) }
            #expect(areEqual)
        }
    }

    /// A network gone wrong must not take the program with it.
    @Test func notNumbersBecomeColorsNotTraps() throws {
        let layout = LayoutCase(.yuv, 20, 9, shift: (1, 1)).layout
        let input = Input(layout)
        for kernels in KernelSet.available {
            for value in [Float.nan, .infinity, -.infinity, 1e30] {
                let picture = TestPicture(layout, guardBytes: 2)
                try input.recombined(picture, kernels: kernels, ab: input.ab.map { _ in value })
                #expect(picture.guardsAreIntact)
            }
        }
    }
}
