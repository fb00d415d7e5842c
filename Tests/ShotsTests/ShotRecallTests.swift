import Color
import TestSupport
import Testing

@testable import Shots

/// Which shots are taken for cuts back to an earlier one.
@Suite(.notUnderThreadSanitizer) struct ShotRecallTests {
    /// Shots of made scenes: the scene, how far it has moved at the first frame, and the light.
    private func links(_ shots: [(scene: Int, moved: Double, light: Double)]) throws -> [Int: Int] {
        let buffers = PlaneBufferPool()
        let recall = ShotRecall(buffers: buffers)
        var film = MadeFilm(size: 128, abSize: 1)
        for (index, shot) in shots.enumerated() {
            let scene = MadeFilm.scene(shot.scene, brightness: shot.light)
            for frame in 0..<10 {
                film.add(grain: 1) { x, y in scene(x + shot.moved + 0.003 * Double(frame), y) }
                let plane = try PlaneBuffer.plane(film.lightness[10 * index + frame], width: 128)
                try recall.add(10 * index + frame, lightness: plane, isShotStart: frame == 0)
            }
        }
        try recall.finishShot()
        return recall.links
    }

    /// Its first frames say what a shot is like, and it is known as soon as they have been seen; what an earlier one is
    /// like is said by all of it.
    @Test func theFirstFramesDecide() throws {
        let buffers = PlaneBufferPool()
        let recall = ShotRecall(buffers: buffers, decidingFrames: 10)
        var film = MadeFilm(size: 128, abSize: 1)
        var links: [Int?] = []
        // Scenes 1 and then 2; 2 and then 3; 3: one set-up.
        for (number, scene) in [(0, 1), (20, 2), (40, 2), (60, 3), (80, 3)] {
            let isShotStart = number != 20 && number != 60
            let picture = MadeFilm.scene(scene)
            for frame in 0..<20 {
                film.add(grain: 1) { x, y in picture(x + 0.003 * Double(frame), y) }
                let plane = try PlaneBuffer.plane(film.lightness[number + frame], width: 128)
                try recall.add(number + frame, lightness: plane, isShotStart: isShotStart && frame == 0)
                if isShotStart, frame == 9 { links.append(try recall.link(of: number)) }
            }
        }
        #expect(links == [nil, 0, 0])
    }

    /// With a little less light, and a little farther along; always to the first of them.
    @Test func cutsBackAreFound() throws {
        let found = try links([(1, 0, 1), (2, 0, 1), (1, 0.04, 0.95), (5, 0, 1), (2, 0.02, 1.04), (1, 0.05, 1)])
        #expect(found == [20: 0, 40: 10, 50: 0])
    }

    @Test func differentShotsAreNot() throws {
        #expect(try links((0..<40).map { (100 + $0, 0, 1) }).isEmpty)
    }

    /// The same place in another light is another scene, and darkness looks like any other.
    @Test func otherLightIsAnotherScene() throws {
        #expect(try links([(1, 0, 1), (1, 0, 0.6), (2, 0, 0.02), (3, 0, 0.02)]).isEmpty)
    }
}
