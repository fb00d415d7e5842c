internal import Glibc

/// How different two colours look.
enum ColorDifference {
    /// CIEDE2000 with kL = kC = kH = 1, after Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula" (Color
    /// Research and Application 30, 2005), whose table of 34 pairs the tests go through. Numbers in comments are the
    /// paper's equations.
    ///
    /// - Parameters:
    ///   - first: L*, a*, b*.
    ///   - second: likewise; the order makes no difference.
    /// - Returns: 0 for the same colour; about 1 is just seen.
    static func ciede2000(
        _ first: (lightness: Double, a: Double, b: Double), _ second: (lightness: Double, a: Double, b: Double)
    ) -> Double {
        // Where few pixels of two pictures differ this is most of them.
        if first == second { return 0 }
        let chroma1 = (first.a * first.a + first.b * first.b).squareRoot()
        let chroma2 = (second.a * second.a + second.b * second.b).squareRoot()
        // (4) to (7): a is stretched where there is little chroma.
        let stretch = 1.5 - 0.5 * chromaWeight((chroma1 + chroma2) / 2)
        let (a1, a2) = (first.a * stretch, second.a * stretch)
        let c1 = (a1 * a1 + first.b * first.b).squareRoot()
        let c2 = (a2 * a2 + second.b * second.b).squareRoot()
        let h1 = hue(a1, first.b)
        let h2 = hue(a2, second.b)

        // (8) to (14): differences and means; hues the short way round. A grey has no hue.
        let areColored = c1 != 0 && c2 != 0
        var hueDifference = areColored ? h2 - h1 : 0
        var h = h1 + h2
        if areColored {
            if abs(hueDifference) > .pi {
                hueDifference -= hueDifference > 0 ? 2 * .pi : -2 * .pi
                h += h < 2 * .pi ? 2 * .pi : -2 * .pi
            }
            h /= 2
        }
        let c = (c1 + c2) / 2
        let deltaL = second.lightness - first.lightness
        let deltaC = c2 - c1
        let deltaH = 2 * (c1 * c2).squareRoot() * sin(hueDifference / 2)

        // (15) to (22)
        let degree = Double.pi / 180
        let t =
            1 - 0.17 * cos(h - 30 * degree) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6 * degree)
            - 0.20 * cos(4 * h - 63 * degree)
        let fromBlue = (h / degree - 275) / 25
        let rotation = -2 * chromaWeight(c) * sin(60 * degree * exp(-fromBlue * fromBlue))
        let fromMiddle = (first.lightness + second.lightness) / 2 - 50
        let lightnessScale = 1 + 0.015 * fromMiddle * fromMiddle / (20 + fromMiddle * fromMiddle).squareRoot()
        let l = deltaL / lightnessScale
        let chroma = deltaC / (1 + 0.045 * c)
        let hue = deltaH / (1 + 0.015 * c * t)
        return max(0, l * l + chroma * chroma + hue * hue + rotation * chroma * hue).squareRoot()
    }

    /// sqrt(C⁷ / (C⁷ + 25⁷)): 0 for grey, towards 1 for strong colours.
    private static func chromaWeight(_ chroma: Double) -> Double {
        let cube = chroma * chroma * chroma
        let power = cube * cube * chroma
        return (power / (power + 6_103_515_625)).squareRoot()
    }

    /// 0 ..< 2π; 0 for grey.
    private static func hue(_ a: Double, _ b: Double) -> Double {
        if a == 0 && b == 0 { return 0 }
        let angle = atan2(b, a)
        return angle < 0 ? angle + 2 * .pi : angle
    }
}
