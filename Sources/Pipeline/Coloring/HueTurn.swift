internal import Glibc
internal import Guidance

/// Turns hues of HSV at equal L*: a table over L*, a* and b*, between whose nodes is interpolated. Colours keep their
/// chroma, as far as sRGB has it in the new hue.
struct HueTurn {
    /// What is added to a* and b* at each node: L* outermost, then a*, then b*.
    private let added: [(a: Float, b: Float)]

    private static let (lightnessStep, lightnessCount) = (Float(5), 21)
    /// a* and b* from −112 to 112.
    private static let (colorStep, colorCount) = (Float(8), 29)
    private static let farthest = colorStep * Float(colorCount - 1) / 2
    /// Degrees beyond either end of a range in which the turn falls to nothing, so that no contour appears.
    private static let softness = 20.0

    /// All turns start from the hues that colours have before any of them.
    init(_ changes: [HueChange]) {
        var added: [(a: Float, b: Float)] = []
        added.reserveCapacity(Self.lightnessCount * Self.colorCount * Self.colorCount)
        for l in 0..<Self.lightnessCount {
            for a in 0..<Self.colorCount {
                for b in 0..<Self.colorCount {
                    added.append(
                        Self.node(
                            Double(l) * Double(Self.lightnessStep),
                            Double(Float(a) * Self.colorStep - Self.farthest),
                            Double(Float(b) * Self.colorStep - Self.farthest), changes))
                }
            }
        }
        self.added = added
    }

    /// The turned colour.
    func turned(a: Float, b: Float, lightness: Float) -> (a: Float, b: Float) {
        let (l0, l) = Self.place(lightness / Self.lightnessStep, Self.lightnessCount)
        let (a0, u) = Self.place((a + Self.farthest) / Self.colorStep, Self.colorCount)
        let (b0, v) = Self.place((b + Self.farthest) / Self.colorStep, Self.colorCount)
        var (sumA, sumB) = (a, b)
        for (index, weightL) in [(l0, 1 - l), (l0 + 1, l)] {
            for (row, weightA) in [(a0, 1 - u), (a0 + 1, u)] {
                let start = (index * Self.colorCount + row) * Self.colorCount + b0
                let weight = weightL * weightA
                sumA += weight * ((1 - v) * added[start].a + v * added[start + 1].a)
                sumB += weight * ((1 - v) * added[start].b + v * added[start + 1].b)
            }
        }
        return (sumA, sumB)
    }

    /// The node before a place and how far it is to the next one.
    private static func place(_ place: Float, _ count: Int) -> (node: Int, rest: Float) {
        let inside = min(max(place, 0), Float(count - 1))
        let node = min(Int(inside), count - 2)
        return (node, inside - Float(node))
    }

    // MARK: One colour

    private static func node(
        _ lightness: Double, _ a: Double, _ b: Double, _ changes: [HueChange]
    ) -> (a: Float, b: Float) {
        let chroma = (a * a + b * b).squareRoot()
        if chroma == 0 || lightness <= 0 || lightness >= 100 { return (0, 0) }
        // The hue of the nearest colour of this direction that sRGB has.
        var (inside, outside) = (0.0, 1.0)
        if SRGB(lightness: lightness, a: a, b: b).isReal {
            inside = 1
        } else {
            for _ in 0..<10 {
                let middle = (inside + outside) / 2
                if SRGB(lightness: lightness, a: middle * a, b: middle * b).isReal {
                    inside = middle
                } else {
                    outside = middle
                }
            }
        }
        guard let hue = SRGB(lightness: lightness, a: inside * a, b: inside * b).hue else { return (0, 0) }
        let turn = changes.reduce(0) { $0 + $1.turn * $1.share(of: hue, softness: softness) }
        if turn == 0 { return (0, 0) }
        let turned = SRGB.color(ofHue: hue + turn, lightness: lightness, chroma: chroma)
        return (Float(turned.a - a), Float(turned.b - b))
    }
}

extension HueChange {
    /// How far a hue belongs to the range, 0…1.
    fileprivate func share(of hue: Double, softness: Double) -> Double {
        let length = to - from
        let after = (hue - from).truncatingRemainder(dividingBy: 360)
        let place = after < 0 ? after + 360 : after
        let distance = place <= length ? 0 : min(place - length, 360 - place)
        let rest = max(0, 1 - distance / softness)
        return rest * rest * (3 - 2 * rest)
    }
}

/// A colour of sRGB's primaries and curve, perhaps beyond what sRGB has.
private struct SRGB {
    var red: Double
    var green: Double
    var blue: Double

    /// Constants as in `LabPicture`.
    init(lightness: Double, a: Double, b: Double) {
        let fy = (lightness + 16) / 116
        let (x, y, z) = (
            0.95047 * Self.inverse(fy + a / 500), Self.inverse(fy), 1.08883 * Self.inverse(fy - b / 200)
        )
        red = Self.code(3.24048134 * x - 1.53715152 * y - 0.49853633 * z)
        green = Self.code(-0.96925495 * x + 1.87599 * y + 0.04155593 * z)
        blue = Self.code(0.05564664 * x - 0.20404134 * y + 1.05731107 * z)
    }

    private init(red: Double, green: Double, blue: Double) { (self.red, self.green, self.blue) = (red, green, blue) }

    private static func inverse(_ f: Double) -> Double { f > 0.2068966 ? f * f * f : (f - 16.0 / 116) / 7.787 }

    private static func code(_ light: Double) -> Double {
        light > 0.0031308 ? 1.055 * pow(light, 1 / 2.4) - 0.055 : 12.92 * light
    }

    private static func light(_ code: Double) -> Double {
        code > 0.04045 ? pow((code + 0.055) / 1.055, 2.4) : code / 12.92
    }

    /// Whether sRGB has it.
    var isReal: Bool { min(red, green, blue) >= -0.002 && max(red, green, blue) <= 1.002 }

    /// HSV's, in degrees; nil for a grey.
    var hue: Double? {
        let (least, most) = (min(red, green, blue), max(red, green, blue))
        let range = most - least
        if range < 1e-6 { return nil }
        let sector =
            most == red ? (green - blue) / range : most == green ? 2 + (blue - red) / range : 4 + (red - green) / range
        return 60 * (sector < 0 ? sector + 6 : sector)
    }

    /// L*, a*, b*.
    private var lab: (lightness: Double, a: Double, b: Double) {
        let (red, green, blue) = (Self.light(red), Self.light(green), Self.light(blue))
        func curve(_ t: Double) -> Double { t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116 }
        let x = curve((0.412453 * red + 0.357580 * green + 0.180423 * blue) / 0.95047)
        let y = curve(0.212671 * red + 0.715160 * green + 0.072169 * blue)
        let z = curve((0.019334 * red + 0.119193 * green + 0.950227 * blue) / 1.08883)
        return (116 * y - 16, 500 * (x - y), 200 * (y - z))
    }

    /// a* and b* of the colour of a hue that has this L* and this chroma, or as much as sRGB has.
    static func color(ofHue degrees: Double, lightness: Double, chroma: Double) -> (a: Double, b: Double) {
        var (low, high) = (0.0, 1.0)
        var found = (a: 0.0, b: 0.0)
        for _ in 0..<12 {
            let saturation = (low + high) / 2
            if let color = color(ofHue: degrees, saturation: saturation, lightness: lightness),
                color.a * color.a + color.b * color.b <= chroma * chroma
            {
                (low, found) = (saturation, color)
            } else {
                high = saturation
            }
        }
        return found
    }

    /// nil if the brightest colour of this hue and saturation is darker.
    private static func color(
        ofHue degrees: Double, saturation: Double, lightness: Double
    ) -> (a: Double, b: Double)? {
        func part(_ offset: Double) -> Double {
            let place = ((degrees / 60 + offset).truncatingRemainder(dividingBy: 6) + 6)
                .truncatingRemainder(dividingBy: 6)
            return 1 - saturation * (1 - max(0, min(1, abs(place - 3) - 1)))
        }
        let parts = (part(0), part(4), part(2))
        // Brightness goes with L* nearly in proportion.
        var value = lightness / 100
        for _ in 0..<6 {
            let color = SRGB(red: value * parts.0, green: value * parts.1, blue: value * parts.2)
            value *= (lightness + 16) / (color.lab.lightness + 16)
        }
        if value > 1.002 { return nil }
        let lab = SRGB(red: value * parts.0, green: value * parts.1, blue: value * parts.2).lab
        return (lab.a, lab.b)
    }
}
