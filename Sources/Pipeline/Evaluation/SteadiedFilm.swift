internal import Color
internal import Coloring
internal import Flow
internal import Shots

/// The predicted colours of a film on their way through one steadiness, frame by frame.
final class SteadiedFilm {
    let steadiness: Steadiness
    /// Frames that have been scored.
    private(set) var frameCount = 0
    var scores = FilmScores()
    private let window: SteadyWindow?
    private let shots: SteadiedShots?
    private let buffers = PlaneBufferPool()
    /// a over b of the frames that are in the window, oldest first.
    private var waiting: [Held<PlaneBuffer>] = []

    /// - Parameters:
    ///   - abWidth: width of the planes a and b.
    ///   - abHeight: height of the planes a and b.
    /// - Throws: `ColorError` if there is no memory.
    init(_ steadiness: Steadiness, abWidth: Int, abHeight: Int) throws {
        self.steadiness = steadiness
        window = try SteadyWindow(steadiness, abWidth: abWidth, abHeight: abHeight, buffers: buffers)
        shots = nil
    }

    /// A film whose shots agree with themselves.
    init(_ shots: SteadiedShots) {
        steadiness = .shot
        window = nil
        self.shots = shots
    }

    /// The next frame as the network saw and coloured it. Throws `ColorError` if there is no memory.
    func add(lightness: borrowing PlaneBuffer, ab: borrowing PlaneBuffer) throws {
        if let shots {
            waiting.append(Held(try shots.colors(of: frameCount + waiting.count, lightness)))
            return
        }
        try window?.add(lightness: lightness, ab: ab)
        let copy = try buffers.take(width: ab.width, height: ab.height)
        copy.base.update(from: ab.base, count: ab.count)
        waiting.append(Held(copy))
    }

    /// Runs `score` on each frame that is ready, in order, with its number and its steadied a over b.
    ///
    /// - Parameter isEnd: whether no more frames will be added: then all are ready.
    func scoreReady(
        isEnd: Bool, _ score: (Int, borrowing PlaneBuffer) throws -> Void
    ) throws {
        for _ in 0..<(try window?.advance(isEnd: isEnd) ?? waiting.count) {
            guard let ab = waiting.removeFirst().take() else { return }
            _ = window?.takeFirst(into: ab)
            try score(frameCount, ab)
            frameCount += 1
        }
    }
}

/// What steadies a film's shots, and the network that sees every frame.
final class SteadiedShots {
    private let steadying: ShotSteadying
    private let predict: Prediction
    private let sight: FrameSight

    init(_ steadying: ShotSteadying, predictor: any ChromaPredictor, buffers: PlaneBufferPool) {
        self.steadying = steadying
        predict = Prediction(predictor: predictor, buffers: buffers)
        sight = FrameSight(predictor, keys: nil, saturation: 1, buffers: buffers)
    }

    /// a above b of frame `number`. Throws what reading, the network and carrying throw.
    func colors(of number: Int, _ lightness: borrowing PlaneBuffer) throws -> PlaneBuffer {
        let output = try predict(lightness)
        let colors = try sight.withSeen(lightness, output) { seen -> PlaneBuffer? in
            try steadying.colors(of: number, seen: seen)
        }
        if let colors { return colors }
        return output
    }
}
