import Color
import TestSupport

@testable import Guidance

/// A shot whose scene moves to the left, with features that tell its places apart: the lightness around each.
struct MadeShot {
    static let (side, channels) = (128, 16)
    private(set) var film = MadeFilm(size: MadeShot.side, abSize: MadeShot.side)
    let buffers = PlaneBufferPool()

    /// - Parameter speed: of the scene, in pictures a frame.
    init(frames: Int, speed: Double, seed: Int = 3) {
        let scene = MadeFilm.scene(seed)
        for frame in 0..<frames {
            film.add { x, y in scene(x + speed * Double(frame), y) }
        }
    }

    /// One more frame.
    mutating func add(_ scene: MadeFilm.Scene) { film.add(scene) }

    /// Runs `body` on a frame as a network sees it that says `a` and `b` everywhere.
    func withSeen<Result: ~Copyable>(
        _ frame: Int, a: Float = 0, b: Float = 0, _ body: (borrowing SeenFrame) throws -> Result
    ) throws -> Result {
        let values = film.lightness[frame]
        let lightness = try PlaneBuffer.plane(values, width: 128)
        let ab = try PlaneBuffer.plane([a, b], width: 1)
        let features = try buffers.take(width: 64, height: 64 * Self.channels)
        for channel in 0..<Self.channels {
            let (right, down) = (channel % 4 - 2, channel / 4 - 2)
            for cell in 0..<64 * 64 {
                let (x, y) = (cell % 64 + right, cell / 64 + down)
                let other = values[2 * 128 * max(0, min(63, y)) + 2 * max(0, min(63, x))] / 100
                features.base[channel * 64 * 64 + cell] = other
            }
        }
        let seen = SeenFrame(
            lightness: lightness.base, width: 128, height: 128, ab: ab.base, abWidth: 1, abHeight: 1,
            features: features.base, featuresWidth: 64, featuresHeight: 64, channels: Self.channels)
        let result = try body(seen)
        extendLifetime(lightness)
        extendLifetime(ab)
        return result
    }

    /// The truth of a frame as a reference, with the authority that `authority` says of a column.
    func given(_ frame: Int, authority: (Int) -> Float = { _ in 1 }) throws -> ReferenceColors {
        let truth = film.truth[frame]
        let weights: [Float] = (0..<128 * 128).map { authority($0 % 128) }
        var colors = truth
        for index in colors.indices { colors[index] *= weights[index % weights.count] }
        return ReferenceColors(planes: try .plane(colors + weights, width: 128))
    }

    /// The guide with the truth of some frames as references.
    func guide(_ references: [Int], authority: (Int) -> Float = { _ in 1 }) throws -> ShotGuide {
        var track = ShotTrack(first: 0, references: references, buffers: buffers)
        for lightness in film.lightness { try track.add(lightness: .plane(lightness, width: 128)) }
        var found: [Int: ShotReference] = [:]
        for frame in references {
            let given = try given(frame, authority: authority)
            found[frame] = try withSeen(frame) { seen in try ShotReference(given, seen: seen, buffers: buffers) }
        }
        return ShotGuide(track, references: found, buffers: buffers)
    }

    /// a above b of a frame; nil if no reference reaches it.
    func colors(_ guide: ShotGuide, _ frame: Int, a: Float = 0, b: Float = 0) throws -> [Float]? {
        let plane = try withSeen(frame, a: a, b: b) { seen in try guide.colors(of: frame, seen: seen) }
        return plane?.samples()
    }

    /// Mean distance of colours from the truth, in the columns that `isCounted` names.
    func error(_ colors: [Float], _ frame: Int, where isCounted: (Int) -> Bool = { _ in true }) -> Double {
        let (truth, count) = (film.truth[frame], 128 * 128)
        var (sum, pixels) = (0.0, 0.0)
        for i in 0..<count where isCounted(i % 128) {
            let (da, db) = (colors[i] - truth[i], colors[count + i] - truth[count + i])
            sum += Double((da * da + db * db).squareRoot())
            pixels += 1
        }
        return sum / pixels
    }
}
