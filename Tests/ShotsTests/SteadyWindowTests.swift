import Glibc
import TestSupport
import Testing

@testable import Shots

@Suite struct SteadyWindowTests {
    /// A scene that drifts to the left, with flicker.
    private static func drift(frames: Int, speed: Double = 0.004, seed: Int = 3) -> MadeFilm {
        var film = MadeFilm()
        let scene = MadeFilm.scene(seed)
        for frame in 0..<frames {
            film.add(flicker: 5, grain: 1) { x, y in scene(x + speed * Double(frame), y) }
        }
        return film
    }

    @Test func takesFlickerAwayAndKeepsColour() throws {
        let film = Self.drift(frames: 14)
        let result = try film.steadied(.light)
        #expect(result.count == 14)
        // A mean of nine frames, at the ends of five; noise in it is about a third.
        #expect(film.error(of: result) < 0.55 * film.error(of: film.ab))
        let kept = MadeFilm.chroma(of: result) / MadeFilm.chroma(of: film.ab)
        #expect(kept > 0.95 && kept < 1.02)
    }

    @Test func offIsUntouched() throws {
        let film = Self.drift(frames: 6)
        let areEqual = try film.steadied(.off) == film.ab
        #expect(areEqual)
    }

    /// A coloured disc crosses a background of another colour: near its edge nothing may be worse than without
    /// steadying.
    @Test(arguments: [0.02, 0.05]) func leavesNoGhosts(speed: Double) throws {
        var film = MadeFilm()
        let (background, foreground) = (MadeFilm.scene(5), MadeFilm.scene(8))
        let radius = 0.15
        func distance(_ x: Double, _ y: Double, _ frame: Int) -> Double {
            hypot(x - 0.25 - speed * Double(frame), y - 0.5) - radius
        }
        for frame in 0..<10 {
            film.add(flicker: 3, grain: 1) { x, y in
                guard distance(x, y, frame) < 0 else {
                    return (background(x, y).lightness, -25, 30)
                }
                return (foreground(x - speed * Double(frame), y).lightness + 8, 45, -20)
            }
        }
        // 8 pixels of 256 are a 32nd.
        let isNearEdge = { (frame: Int, x: Int, y: Int) in
            abs(distance((Double(x) + 0.5) / 64, (Double(y) + 0.5) / 64, frame)) < 1.0 / 32
        }
        let without = film.error(of: film.ab, where: isNearEdge)
        let with = film.error(of: try film.steadied(.light), where: isNearEdge)
        #expect(with < 1.05 * without, "\(with) \(without)")
    }

    /// Nothing crosses a cut: a shot is what it is alone.
    @Test func endsAtCuts() throws {
        var film = MadeFilm()
        for shot in [1, 2] {
            let scene = MadeFilm.scene(shot)
            for frame in 0..<6 { film.add(flicker: 5) { x, y in scene(x + 0.01 * Double(frame), y) } }
        }
        var cuts: [Int] = []
        let whole = try film.steadied(.light, cuts: &cuts)
        #expect(cuts == [6])
        let apart = try film.steadied(.light, 0..<6) + film.steadied(.light, 6..<12)
        #expect(whole == apart)
        // And within a shot something happens.
        #expect(whole[6] != film.ab[6])
    }

    /// Every picture of a folder of unrelated ones is a shot, and stays as it is.
    @Test func leavesUnrelatedPicturesAlone() throws {
        var film = MadeFilm()
        for shot in 0..<6 { film.add(flicker: 5, MadeFilm.scene(10 + shot)) }
        var cuts: [Int] = []
        let areEqual = try film.steadied(.light, cuts: &cuts) == film.ab
        #expect(areEqual)
        #expect(cuts == [1, 2, 3, 4, 5])
    }

    /// With the context that is asked for on either side a piece is exactly what the whole film gives, cuts included.
    @Test func piecesAreTheWholeFilm() throws {
        var film = MadeFilm()
        for (shot, length) in [(1, 11), (2, 3), (4, 10)] {
            let scene = MadeFilm.scene(shot)
            for frame in 0..<length { film.add(flicker: 5, grain: 1) { x, y in scene(x + 0.01 * Double(frame), y) } }
        }
        var cuts: [Int] = []
        let whole = try film.steadied(.light, cuts: &cuts)
        #expect(cuts == [11, 14])
        let context = Steadiness.light.contextFrames
        for piece in [0..<8, 8..<13, 13..<24] {
            let read = max(0, piece.lowerBound - context)..<min(24, piece.upperBound + context)
            var cutsInPiece: [Int] = []
            let result = try film.steadied(.light, read, cuts: &cutsInPiece)
            let own = result[piece.lowerBound - read.lowerBound..<piece.upperBound - read.lowerBound]
            let areEqual = Array(own) == Array(whole[piece])
            #expect(areEqual, "\(piece)")
            #expect(cutsInPiece.filter(piece.contains) == cuts.filter(piece.contains))
        }
    }

    /// The farthest frames that count for one, with `strong`.
    @Test func strongReachesAsFarAsItSays() throws {
        let film = Self.drift(frames: 22, speed: 0.0005)
        let context = Steadiness.strong.contextFrames
        let whole = try film.steadied(.strong)
        let piece = try film.steadied(.strong, 20 - context..<22)
        #expect(piece[context] == whole[20])
        // One whose context is not all there.
        #expect(piece[context - 6] != whole[14])
        #expect(film.error(of: whole) < 0.45 * film.error(of: film.ab))
    }

    /// Sizes of other networks and of `--input-size`; a film of one frame.
    @Test(arguments: [(256, 96, 3), (96, 24, 3), (20, 5, 2), (128, 64, 1), (96, 150, 3), (128, 256, 1)])
    func takesAnySize(size: Int, abSize: Int, frames: Int) throws {
        var film = MadeFilm(size: size, abSize: abSize)
        let scene = MadeFilm.scene(3)
        for frame in 0..<frames { film.add(flicker: 4) { x, y in scene(x + 0.004 * Double(frame), y) } }
        let result = try film.steadied(.light)
        #expect(result.count == frames)
        if frames == 1 {
            #expect(result == film.ab)
        } else {
            #expect(film.error(of: result) < film.error(of: film.ab))
        }
    }

    /// Planes of more than 128 × 128 are steadied at half of their size: nearly as well as at all of it.
    @Test func largePlanesAreSteadiedSmall() throws {
        var film = MadeFilm(size: 128, abSize: 256)
        let scene = MadeFilm.scene(3)
        for frame in 0..<9 { film.add(flicker: 5, grain: 1) { x, y in scene(x + 0.004 * Double(frame), y) } }
        let (small, full) = (try film.steadied(.light), try film.steadied(.light, mostSamples: .max))
        let errors = (raw: film.error(of: film.ab), small: film.error(of: small), full: film.error(of: full))
        #expect(errors.small < 0.7 * errors.raw && errors.small < 1.03 * errors.full, "\(errors)")
        #expect(small != full)
    }
}
