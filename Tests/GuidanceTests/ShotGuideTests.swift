import Color
import Shots
import TestSupport
import Testing

@testable import Guidance

/// References carried through a made shot.
@Suite(.notUnderThreadSanitizer) struct ShotGuideTests {
    /// Without references the error is the mean chroma, 30.
    @Test(arguments: [[0], [12], [0, 12], [5]]) func coloursFollowTheMotion(references: [Int]) throws {
        let shot = MadeShot(frames: 13, speed: 0.008)
        let guide = try shot.guide(references)
        for frame in [0, 3, 7, 12] {
            let colors = try #require(try shot.colors(guide, frame))
            // What comes in at the sides is not in the other frames.
            let error = shot.error(colors, frame) { (16..<112).contains($0) }
            #expect(error < 1.5, "frame \(frame): \(error)")
        }
    }

    @Test func referencesAreTakenAsTheyAre() throws {
        let shot = MadeShot(frames: 3, speed: 0.02)
        let guide = try shot.guide([0, 2])
        for frame in [0, 2] {
            let error = shot.error(try #require(try shot.colors(guide, frame, a: 50)), frame)
            #expect(error < 0.05, "\(error)")
        }
    }

    /// The half without authority is the network's, at rest to the last bit.
    @Test func authorityIsTheStills() throws {
        let shot = MadeShot(frames: 3, speed: 0)
        let guide = try shot.guide([0]) { $0 < 64 ? 1 : 0 }
        let colors = try #require(try shot.colors(guide, 2, a: 7, b: -9))
        #expect(shot.error(colors, 2) { $0 < 60 } < 0.1)
        for row in [3, 90] {
            #expect(abs(colors[row * 128 + 100] - 7) < 1e-3 && abs(colors[128 * 128 + row * 128 + 100] + 9) < 1e-3)
        }
    }

    /// What a still says of a frame is told: all of its own half, nothing of the other.
    @Test func coverageIsToldPixelByPixel() throws {
        let shot = MadeShot(frames: 3, speed: 0)
        let guide = try shot.guide([0]) { $0 < 64 ? 1 : 0 }
        for frame in [0, 2] {
            let covered = try #require(try shot.colors(guide, frame)).suffix(128 * 128)
            for (i, share) in covered.enumerated() {
                #expect(i % 128 < 60 ? share > 0.95 : i % 128 < 68 || share < 0.05, "\(i % 128): \(share)")
            }
        }
    }

    @Test func aFrameWithoutALinkIsLeftAlone() throws {
        let shot = MadeShot(frames: 2, speed: 0)
        let guide = try shot.guide([0])
        #expect(try shot.colors(guide, 1) != nil)
        let isNil = try shot.withSeen(1) { seen in try guide.colors(of: 9, seen: seen) == nil }
        #expect(isNil)
    }

    /// What is behind a reference, and before it, changes nothing on its other side.
    @Test func aFrameDependsOnItsReferencesOnly() throws {
        let shot = MadeShot(frames: 8, speed: 0.01)
        func links(_ frames: Range<Int>, _ references: [Int]) throws -> [[Float]] {
            var track = ShotTrack(first: frames.lowerBound, references: references, buffers: shot.buffers)
            for frame in frames { try track.add(lightness: .plane(shot.film.lightness[frame], width: 128)) }
            return track.links(of: 4).map(\.map)
        }
        let whole = try links(0..<8, [0, 2, 6, 7])
        #expect(whole.count == 2)
        #expect(try links(2..<7, [2, 6]) == whole)
    }

    /// A point's colour is at its place, on its thing, and not beyond the edge of that.
    @Test func aPointSpreadsToItsThing() throws {
        var shot = MadeShot(frames: 0, speed: 0)
        shot.add { x, _ in (x < 0.5 ? 30 : 70, 0, 0) }
        let nothing = try shot.buffers.take(width: 128, height: 3 * 128)
        nothing.mutableValues.update(repeating: 0)
        let given = ReferenceColors(planes: nothing)
        let spread = try shot.withSeen(0, a: 5, b: 5) { seen in
            try PointSpread(buffers: shot.buffers).colors(
                [KnownPlace(x: 0.25, y: 0.5, a: 40, b: -20)], over: given, seen: seen)
        }
        let planes = spread.planes.samples()
        func color(_ x: Int, _ y: Int) -> (a: Float, b: Float) {
            let i = y * 128 + x
            let rest = 1 - planes[2 * 128 * 128 + i]
            return (planes[i] + rest * 5, planes[128 * 128 + i] + rest * 5)
        }
        #expect(abs(color(32, 64).a - 40) < 1 && abs(color(32, 64).b + 20) < 1)
        #expect(color(50, 40).a > 25 && color(10, 100).a > 20)
        #expect(abs(color(100, 64).a - 5) < 2 && abs(color(70, 64).b - 5) < 4)
    }

    /// Hints for a network: the reference's colours where motion brings them, whole or not at all, and nothing where
    /// the reference says nothing.
    @Test func hintsAreTheColoursThatMotionBrings() throws {
        let shot = MadeShot(frames: 6, speed: 0.01)
        let guide = try shot.guide([0], authority: { $0 < 64 ? 1 : 0 })
        let count = 128 * 128
        for frame in [0, 3, 5] {
            var hints = [Float](repeating: 7, count: 3 * count)
            try guide.writeHints(
                of: frame, lightness: shot.film.lightness[frame], width: 128, height: 128, into: &hints)
            let places = (0..<count).filter { hints[2 * count + $0] == 1 }
            #expect(places.count > count / 3 && places.allSatisfy { $0 % 128 < 66 }, "\(frame): \(places.count)")
            let others = Set(0..<count).subtracting(places)
            #expect(others.allSatisfy { (hints[$0], hints[count + $0], hints[2 * count + $0]) == (0, 0, 0) })
            let truth = shot.film.truth[frame]
            let error = places.reduce(0) { sum, place in
                sum + abs(hints[place] - truth[place]) + abs(hints[count + place] - truth[count + place])
            }
            #expect(error / Float(places.count) < 3, "\(frame): \(error / Float(places.count))")
        }
    }

    /// A reference of another shot of the same scene is laid over a frame of this one, somewhat to the side.
    @Test func referencesAreLent() throws {
        var shot = MadeShot(frames: 1, speed: 0)
        let scene = MadeFilm.scene(3)
        shot.add { x, y in scene(x + 0.03, y) }
        let given = try shot.given(0)
        let reference = try shot.withSeen(0) { seen in
            try ShotReference(given, seen: seen, buffers: shot.buffers)
        }
        let small = try [0, 1].map { frame in
            try SmallCopy(of: .plane(shot.film.lightness[frame], width: 128), buffers: shot.buffers)
        }
        let lent = try LentReference(reference, small[0], over: small[1], buffers: shot.buffers)
        let colors = try shot.withSeen(1) { seen in
            try LentReference.colors([lent], seen: seen, buffers: shot.buffers).planes.samples()
        }
        let count = 128 * 128
        let authority = colors[(2 * count)...]
        #expect(authority.allSatisfy { $0 >= 0.6 && $0 <= 1 } && authority.reduce(0, +) > 0.85 * Float(count))
        let plain = (0..<2 * count).map { colors[$0] / colors[2 * count + $0 % count] }
        #expect(shot.error(plain, 1) < 4, "\(shot.error(plain, 1))")

        // One that says nothing lends nothing; of a scene that does not fit it fits less.
        let silent = try shot.given(0, authority: { _ in 0 })
        let mute = try shot.withSeen(0) { seen in try ShotReference(silent, seen: seen, buffers: shot.buffers) }
        let nothing = try LentReference(mute, small[0], over: small[1], buffers: shot.buffers)
        let none = try shot.withSeen(1) { seen in
            try LentReference.colors([nothing], seen: seen, buffers: shot.buffers).planes.samples()
        }
        #expect(none.allSatisfy { abs($0) < 1e-4 })
        let other = MadeShot(frames: 1, speed: 0, seed: 8)
        let strange = try SmallCopy(of: .plane(other.film.lightness[0], width: 128), buffers: shot.buffers)
        let strangers = try LentReference(reference, small[0], over: strange, buffers: shot.buffers)
        #expect(strangers.disagreement > 2 * lent.disagreement)
    }
}
