import Color
import TestSupport

@testable import Coloring
@testable import Net

/// Shots of made scenes that move to the left, as a network sees them.
struct MovingShots: SightOfFrames {
    private(set) var frames: [[Float]] = []
    static let side = 128

    /// - Parameters:
    ///   - shots: the scene and the frames of each.
    ///   - speed: in pictures a frame.
    init(_ shots: [(scene: Int, frames: Int)], speed: Double = 0.004) {
        var film = MadeFilm(size: Self.side, abSize: 1)
        for (index, shot) in shots.enumerated() {
            let scene = MadeFilm.scene(shot.scene)
            for frame in 0..<shot.frames {
                // No two frames are the same.
                film.add(change: { $0 + 0.01 * Double(index) }) { x, y in scene(x + speed * Double(frame), y) }
            }
        }
        frames = film.lightness
    }

    func sight(of number: Int) throws -> PlaneBuffer? {
        frames.indices.contains(number) ? try PlaneBuffer.plane(frames[number], width: Self.side) : nil
    }

    /// Says one colour for a whole frame, by what it is told of the frame's number, which it knows by its lightness; its
    /// keys are the lightness around each place.
    struct Predictor: ChromaPredictor {
        static let channels = 16
        let input = NetworkInput(width: MovingShots.side, height: MovingShots.side)
        let output = NetworkOutput(width: 64, height: 64, featuresShape: .init(channels: Predictor.channels, height: 64, width: 64))
        let numbers: [Float: Int]
        let color: @Sendable (Int) -> Float

        init(_ film: MovingShots, color: @escaping @Sendable (Int) -> Float) {
            numbers = Dictionary(film.frames.enumerated().map { ($1[0] + $1[777], $0) }, uniquingKeysWith: { a, _ in a })
            self.color = color
        }

        func predict(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
            let a = color(numbers[input[0] + input[777]] ?? -1)
            let cells = 64 * 64
            for cell in 0..<cells {
                output[cell] = a
                output[cells + cell] = 0
                for channel in 0..<Self.channels {
                    let (right, down) = (channel % 4 - 2, channel / 4 - 2)
                    let (x, y) = (max(0, min(63, cell % 64 + right)), max(0, min(63, cell / 64 + down)))
                    output[(2 + channel) * cells + cell] = input[2 * y * MovingShots.side + 2 * x] / 100
                }
            }
        }
    }
}
