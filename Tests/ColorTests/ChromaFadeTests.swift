import Glibc
import TestSupport
import Testing

@testable import Color

/// Colour that fades towards black and white.
@Suite(.notUnderThreadSanitizer) struct ChromaFadeTests {
    static let fade = ChromaFade(dark: 20, light: 12)

    @Test func curve() {
        let fade = Self.fade
        for lightness in [-5.0, 0, 100, 103] { #expect(fade.factor(at: lightness) == 0) }
        for lightness in [20.0, 33, 88] { #expect(fade.factor(at: lightness) == 1) }
        for lightness in [10.0, 94] { #expect(abs(fade.factor(at: lightness) - 0.5) < 1e-12) }
        let factors = stride(from: 0.0, through: 100, by: 0.25).map(fade.factor)
        // Up to the dark end's end and down from where the light one begins, without a jump.
        for (i, (first, second)) in zip(factors, factors.dropFirst()).enumerated() {
            #expect(i < 80 ? second > first : i >= 352 ? second < first : second == first, "\(Double(i) / 4)")
            #expect(abs(second - first) < 0.25 * 1.51 / 12)
        }
    }

    /// Every code is the double result rounded, as without fading.
    @Test(arguments: LayoutCase.everyKind)
    func agreesWithTheDefinition(_ testCase: LayoutCase) throws {
        let layout = testCase.layout
        let input = RecombinerTests.Input(layout)
        let oracle = ColorOracle(layout: layout)
        let lightness = input.lightness.map(Double.init)
        let shares = lightness.map(Self.fade.factor)
        let (a, b) = input.enlarged(to: layout)
        let expected = oracle.codes(lightness: lightness, a: zip(a, shares).map(*), b: zip(b, shares).map(*))
        // As in RecombinerTests.
        let slack = (layout.model == .yuv && layout.bitDepth == 8 ? 3e-4 : 3e-6) * oracle.maximum
        for kernels in KernelSet.available {
            let picture = TestPicture(layout, guardBytes: 6)
            try input.recombined(picture, fade: Self.fade, kernels: kernels)
            for plane in 0..<layout.planeCount {
                let worst = zip(picture.plane(plane), expected[plane]).map { abs(Double($0) - $1) }.max() ?? 0
                #expect(worst < 0.5 + slack, "\(kernels.name) plane \(plane)")
            }
            #expect(picture.guardsAreIntact, "\(kernels.name)")
        }
    }

    /// Between the ends not a bit changes (where colours outside sRGB keep their hue, those beside them say how closely
    /// the border is looked for); at the ends colour does, to grey at black and white.
    @Test(arguments: [Float(0.7), 1, 1.6], ChromaEnlargement.allCases)
    func onlyTheEndsChange(saturation: Float, chroma: ChromaEnlargement) throws {
        let layout = LayoutCase(.rgb, 37, 16, bits: 16, .full).layout
        var noise = Noise(seed: 5)
        // Half of them at an end.
        let lightness = (0..<layout.width * layout.height).map { i in
            i % 2 == 0 ? Float(noise.next(in: 20...88)) : [0, 3, 9, 15, 90, 95, 99, 100][i / 2 % 8]
        }
        let input = RecombinerTests.Input(layout, lightness: lightness)
        let ab = input.ab.map { $0 * 0.15 }
        for kernels in KernelSet.available {
            let (plain, faded) = (TestPicture(layout), TestPicture(layout))
            try input.recombined(plain, saturation: saturation, chroma: chroma, kernels: kernels, ab: ab)
            try input.recombined(
                faded, saturation: saturation, chroma: chroma, fade: Self.fade, kernels: kernels, ab: ab)
            let (before, after) = (plain.lab.map { hypot($0.a, $0.b) }, faded.lab.map { hypot($0.a, $0.b) })
            let areKept = (0..<3).allSatisfy { plane in
                let (plain, faded) = (plain.plane(plane), faded.plane(plane))
                return stride(from: 0, to: plain.count, by: 2).allSatisfy {
                    abs(plain[$0] - faded[$0]) <= (saturation == 1 ? 0 : 40)
                }
            }
            #expect(areKept, "\(kernels.name)")
            var kept = 0.0
            var pixels = 0.0
            for i in stride(from: 1, to: before.count, by: 2) where before[i] > 5 {
                kept += after[i] / before[i]
                pixels += 1
            }
            #expect(pixels > 60 && kept / pixels < 0.75, "\(kernels.name): \(kept / pixels)")
            let areGrey = before.indices.filter { lightness[$0] == 0 || lightness[$0] == 100 }.allSatisfy { i in
                Set((0..<3).map { faded.plane($0)[i] }).count == 1
            }
            #expect(areGrey, "\(kernels.name)")
        }
    }

    /// L* beyond white and black, and what is no number.
    @Test func whatCannotBeIsGreyOrAColourNotATrap() throws {
        let layout = LayoutCase(.yuv, 20, 9, shift: (1, 1)).layout
        let beyond = RecombinerTests.Input(
            layout, lightness: (0..<180).map { $0 % 2 == 0 ? -3 : 104 })
        for kernels in KernelSet.available {
            let picture = TestPicture(layout, guardBytes: 2)
            try beyond.recombined(picture, fade: Self.fade, kernels: kernels)
            #expect(Set(picture.plane(1) + picture.plane(2)) == [128] && picture.guardsAreIntact, "\(kernels.name)")
            for value in [Float.nan, .infinity, 1e30] {
                try beyond.recombined(picture, fade: Self.fade, kernels: kernels, ab: beyond.ab.map { _ in value })
                #expect(picture.guardsAreIntact, "\(kernels.name)")
            }
        }
    }
}
