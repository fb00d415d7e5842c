import Color
import Guidance
import Testing

@testable import Coloring

/// Hues that are turned at equal L*.
@Suite struct HueTurnTests {
    /// L*, a*, b* of an sRGB colour.
    private static func lab(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> (lightness: Float, a: Float, b: Float) {
        var pixel = RGBPicture(width: 1, height: 1)
        pixel.samples = [red, green, blue]
        let lab = LabPicture(pixel)
        return (Float(lab.lightness[0]), Float(lab.chroma.a[0]), Float(lab.chroma.b[0]))
    }

    /// A brick red of hue 10 becomes the ochre of hue 40 that is as light.
    @Test func redsBecomeOchres() throws {
        let turn = HueTurn([HueChange(from: 340, to: 380, turn: 30)])
        let red = Self.lab(180, 90, 75)
        let turned = turn.turned(a: red.a, b: red.b, lightness: red.lightness)
        // Of hue 39, as light and with as much chroma.
        let ochre = Self.lab(148, 110, 41)
        #expect(abs(ochre.lightness - red.lightness) < 0.5)
        #expect(abs(turned.a - ochre.a) < 3 && abs(turned.b - ochre.b) < 3, "\(turned) instead of \(ochre)")

        // What is not red stays to the bit: green, blue, and grey.
        for (r, g, b) in [(60, 140, 70), (70, 80, 190), (128, 128, 128)] as [(UInt8, UInt8, UInt8)] {
            let other = Self.lab(r, g, b)
            let same = turn.turned(a: other.a, b: other.b, lightness: other.lightness)
            #expect(abs(same.a - other.a) < 0.01 && abs(same.b - other.b) < 0.01)
        }
    }

    /// Nowhere does a small step of colour become a large one.
    @Test func noContourAppears() {
        let turn = HueTurn([HueChange(from: 350, to: 370, turn: 40)])
        for lightness: Float in [20, 50, 80] {
            var last: (a: Float, b: Float)?
            for b in stride(from: Float(-100), through: 100, by: 0.5) {
                let turned = turn.turned(a: 40, b: b, lightness: lightness)
                #expect(turned.a.isFinite && turned.b.isFinite)
                if let last {
                    let step = max(abs(turned.a - last.a), abs(turned.b - last.b))
                    #expect(step < 4, "\(lightness), \(b)")
                }
                last = turned
            }
        }
    }

    /// A turn by nothing changes nothing, and one of the whole circle changes all colours.
    @Test func turnsOfTheWholeCircle() {
        let colors = [Self.lab(180, 90, 75), Self.lab(60, 140, 70), Self.lab(70, 80, 190)]
        let (none, all) = (
            HueTurn([HueChange(from: 0, to: 360, turn: 0)]), HueTurn([HueChange(from: 0, to: 360, turn: 90)])
        )
        for color in colors {
            let same = none.turned(a: color.a, b: color.b, lightness: color.lightness)
            #expect(same == (color.a, color.b))
            let other = all.turned(a: color.a, b: color.b, lightness: color.lightness)
            #expect(abs(other.a - color.a) + abs(other.b - color.b) > 20)
        }
    }
}
