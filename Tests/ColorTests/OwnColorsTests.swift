import Testing

@testable import Color

/// Pictures in colour, and pictures that are only tinted.
@Suite struct OwnColorsTests {
    /// Whether an 8-bit RGB picture of 96 × 64 pixels has colours of its own.
    private static func areIn(
        _ color: (_ x: Double, _ y: Double, _ grey: Double) -> (Double, Double, Double)
    ) throws -> Bool {
        let (width, height) = (96, 64)
        var noise = UInt32(1)
        var picture = RGBPicture(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width {
                noise = noise &* 1_664_525 &+ 1_013_904_223
                let (u, v) = (Double(x) / Double(width), Double(y) / Double(height))
                // Something to be seen, with a little noise in each channel.
                let grey = 30 + 200 * ((7 * u).rounded(.down) * 0.618 + v).truncatingRemainder(dividingBy: 1)
                let values = color(u, v, grey)
                for (plane, value) in [values.0, values.1, values.2].enumerated() {
                    let added = Double(noise >> (8 * UInt32(plane)) & 7) - 3.5
                    picture.samples[plane * picture.count + y * width + x] = UInt8(min(max(value + added, 0), 255))
                }
            }
        }
        var result = false
        try picture.withPlanes { planes throws(ColorError) in result = OwnColors.areIn(planes) }
        return result
    }

    @Test func blackAndWhiteAndTintsAreNot() throws {
        #expect(try !Self.areIn { _, _, grey in (grey, grey, grey) })
        #expect(try !Self.areIn { _, _, grey in (grey, 0.82 * grey, 0.6 * grey) })
        #expect(try !Self.areIn { _, _, grey in (0.5 * grey, 0.6 * grey, grey) })
        // One hue that fades from left to right.
        #expect(try !Self.areIn { x, _, grey in (grey, grey * (1 - 0.2 * x), grey * (1 - 0.4 * x)) })
        // A small mark in colour on a grey picture.
        #expect(try !Self.areIn { x, y, grey in x > 0.9 && y > 0.9 ? (230, 40, 40) : (grey, grey, grey) })
    }

    @Test func colorsAre() throws {
        // Grass below a sky, calm.
        #expect(
            try Self.areIn { _, y, grey in
                y > 0.5 ? (0.7 * grey, 0.85 * grey, 0.6 * grey) : (0.8 * grey, 0.9 * grey, grey)
            })
        // Two things of like lightness.
        #expect(
            try Self.areIn { x, _, grey in x > 0.7 ? (grey, 0.7 * grey, 0.6 * grey) : (0.8 * grey, 0.85 * grey, grey) })
    }
}
