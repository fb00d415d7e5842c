import Color
import TestSupport
import Testing

@testable import Shots

@Suite struct CutFinderTests {
    /// The same cuts as those of the window that steadies, also close to the ends.
    @Test func findsWhatTheWindowFinds() throws {
        var film = MadeFilm(size: 64, abSize: 1)
        for (seed, length) in [(1, 2), (2, 9), (3, 1), (4, 7), (5, 6)] {
            let scene = MadeFilm.scene(seed)
            for frame in 0..<length { film.add(grain: 1) { x, y in scene(x + 0.004 * Double(frame), y) } }
        }
        var expected: [Int] = []
        _ = try film.steadied(.off, cuts: &expected)
        let finder = CutFinder(buffers: PlaneBufferPool())
        var found: [Int] = []
        for lightness in film.lightness { found += try finder.add(lightness: .plane(lightness, width: 64)) }
        found += try finder.finish()
        #expect(found == expected && expected.contains(19))
    }
}
