import Testing

@testable import Color

/// Black borders of made shots.
@Suite struct BorderSearchTests {
    private static let (width, height) = (256, 144)

    /// Grey pictures of `count` frames whose light at (x, y), in codes, `light` gives; noise of a tape comes on top.
    private static func area(
        _ count: Int = 3, _ light: (_ x: Int, _ y: Int, _ frame: Int) -> Int
    ) throws -> PictureArea? {
        var search = BorderSearch()
        var noise = UInt32(1)
        for frame in 0..<count {
            var picture = RGBPicture(width: width, height: height)
            for y in 0..<height {
                for x in 0..<width {
                    noise = noise &* 1_664_525 &+ 1_013_904_223
                    let code = UInt8(clamping: light(x, y, frame) + Int(noise >> 24 & 7))
                    for plane in 0..<3 { picture.samples[plane * picture.count + y * width + x] = code }
                }
            }
            try picture.withPlanes { planes throws(ColorError) in search.add(BorderSearch(planes)) }
        }
        return search.area
    }

    /// Something to be seen, somewhat different in each frame.
    private static func scene(_ x: Int, _ y: Int, _ frame: Int) -> Int { 40 + (x * 7 + y * 13 + frame * 31) % 160 }

    @Test func pillarboxesAndLetterboxesAreFound() throws {
        let pillars = try Self.area { x, y, frame in (32..<224).contains(x) ? Self.scene(x, y, frame) : 0 }
        #expect(pillars == PictureArea(left: 32, top: 0, width: 192, height: 144))
        let letters = try Self.area { x, y, frame in (17..<127).contains(y) ? Self.scene(x, y, frame) : 2 }
        // Chroma is shared by four samples at most.
        #expect(letters == PictureArea(left: 0, top: 20, width: 256, height: 104))
        let onOneSide = try Self.area { x, y, frame in x >= 21 ? Self.scene(x, y, frame) : 0 }
        #expect(onOneSide == PictureArea(left: 24, top: 0, width: 232, height: 144))
    }

    /// A scan of a frame with round corners and soft edges.
    @Test func roundedEdgesAreFound() throws {
        let area = try Self.area { x, y, frame in
            let (inX, inY) = (min(x - 20, 235 - x), min(y - 10, 133 - y))
            if inX < 0 || inY < 0 { return 0 }
            let (cornerX, cornerY) = (max(0, 12 - inX), max(0, 12 - inY))
            if cornerX * cornerX + cornerY * cornerY > 144 { return 0 }
            return min(Self.scene(x, y, frame), 25 * (1 + min(inX, inY)))
        }
        #expect(area == PictureArea(left: 20, top: 12, width: 216, height: 120))
    }

    /// Dark at the edges is no border: no straight edge ends it.
    @Test func darkScenesHaveNone() throws {
        let spot = try Self.area { x, y, frame in
            let (dx, dy) = (x - 128 - 4 * frame, y - 72)
            return max(0, 200 - (dx * dx + 2 * dy * dy) / 30)
        }
        #expect(spot == nil)
        #expect(try Self.area { _, _, _ in 0 } == nil)
        // A few dark frames do not hide what others show.
        let fade = try Self.area(5) { x, y, frame in (32..<224).contains(x) ? Self.scene(x, y, frame) * frame / 4 : 0 }
        #expect(fade == PictureArea(left: 32, top: 0, width: 192, height: 144))
        let moving = try Self.area(4) { x, y, frame in (8 * frame..<250).contains(x) ? Self.scene(x, y, frame) : 0 }
        #expect(moving?.left == 0)
    }

    @Test func wholePicturesHaveNone() throws {
        #expect(try Self.area { x, y, frame in Self.scene(x, y, frame) } == nil)
        // Two columns are no border.
        #expect(try Self.area { x, y, frame in x > 1 ? Self.scene(x, y, frame) : 0 } == nil)
        #expect(BorderSearch().area == nil)
    }
}
