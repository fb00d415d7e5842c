package import Color
internal import Glibc

/// CIE L*a*b* (D65, 2°) of the pixels of an sRGB picture, in double, with scikit-image's constants (`rgb2lab`).
package struct LabPicture: Sendable {
    /// L*, 0…100, of each pixel, row after row.
    package let lightness: [Double]
    package let chroma: ChromaPicture

    /// Light of each code (IEC 61966-2-1).
    private static let light = (0..<256).map { code in
        let v = Double(code) / 255
        return v > 0.04045 ? pow((v + 0.055) / 1.055, 2.4) : v / 12.92
    }

    package init(_ picture: RGBPicture) {
        let count = picture.count
        var lightness = [Double](repeating: 0, count: count)
        var a = lightness
        var b = lightness
        for i in 0..<count {
            let red = Self.light[Int(picture.samples[i])]
            let green = Self.light[Int(picture.samples[count + i])]
            let blue = Self.light[Int(picture.samples[2 * count + i])]
            let x = Self.curve((0.412453 * red + 0.357580 * green + 0.180423 * blue) / 0.95047)
            let y = Self.curve(0.212671 * red + 0.715160 * green + 0.072169 * blue)
            let z = Self.curve((0.019334 * red + 0.119193 * green + 0.950227 * blue) / 1.08883)
            lightness[i] = 116 * y - 16
            a[i] = 500 * (x - y)
            b[i] = 200 * (y - z)
        }
        self.lightness = lightness
        chroma = ChromaPicture(width: picture.width, height: picture.height, a: a, b: b)
    }

    private static func curve(_ t: Double) -> Double { t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116 }

    /// Mean CIEDE2000 of the pixels from those of `other`, which has as many.
    package func meanColorDifference(from other: LabPicture) -> Double {
        colorDifferences(from: other).reduce(0, +) / Double(lightness.count)
    }

    /// CIEDE2000 of each pixel from that of `other`, which has as many.
    package func colorDifferences(from other: LabPicture) -> [Double] {
        lightness.indices.map { i in
            ColorDifference.ciede2000(
                (other.lightness[i], other.chroma.a[i], other.chroma.b[i]),
                (lightness[i], chroma.a[i], chroma.b[i]))
        }
    }
}
