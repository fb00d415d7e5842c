import TestSupport
import Testing

@testable import Shots

@Suite struct CutDetectorTests {
    /// Forty seeded shots, still and moving, bright and very dark, clean and grainy, joined by cuts, dissolves and
    /// fades through black, with flashes inside.
    @Test func findsCutsAndNothingElse() throws {
        var film = MadeFilm(size: 64, abSize: 1)
        var noise = Noise(seed: 40)
        var expected: [Int] = []
        var last: MadeFilm.Scene?
        for shot in 0..<40 {
            let isDark = noise.next(3) == 0
            let scene = MadeFilm.scene(100 + shot, brightness: isDark ? 0.25 : 1)
            let grain = [0.0, 1, 2.5][noise.next(3)]
            let (right, down) = (noise.next(in: -0.01...0.01), noise.next(in: -0.006...0.006))
            let length = 8 + noise.next(5)
            func place(_ frame: Int) -> MadeFilm.Scene {
                { x, y in scene(x + right * Double(frame), y + down * Double(frame)) }
            }
            let start = film.lightness.count
            switch last == nil ? 5 : noise.next(6) {
            case 0:
                // A dissolve over six frames.
                for frame in 0..<6 {
                    let share = Double(frame + 1) / 7
                    let (from, to) = (last ?? scene, place(frame))
                    film.add(grain: grain) { x, y in
                        let (old, new) = (from(x, y), to(x, y))
                        return (old.lightness * (1 - share) + new.lightness * share, 0, 0)
                    }
                }
            case 1:
                // Through black, five frames down and five up.
                for frame in 0..<5 {
                    film.add(grain: grain, change: { $0 * (1 - Double(frame + 1) / 5) }, last ?? scene)
                }
                for frame in 0..<5 { film.add(grain: grain, change: { $0 * Double(frame) / 5 }, place(frame)) }
            default:
                if last != nil { expected.append(start) }
            }
            let flash = noise.next(3) == 0 ? 4..<6 : 0..<0
            for frame in 0..<length {
                // Two frames long, and so bright that the lights are all white.
                let isLit = flash.contains(frame)
                film.add(grain: grain, change: { isLit ? $0 * 1.2 + 35 : $0 }, place(frame + 6))
            }
            last = place(length + 6)
        }
        var found: [Int] = []
        _ = try film.steadied(.off, cuts: &found)
        let hits = Double(Set(found).intersection(expected).count)
        #expect(expected.count > 20)
        #expect(hits >= 0.95 * Double(found.count), "more: \(Set(found).subtracting(expected).sorted())")
        #expect(hits >= 0.95 * Double(expected.count), "missed: \(Set(expected).subtracting(found).sorted())")
    }
}
