package import Color
package import Guidance
internal import Net
package import Shots

/// Colours that hold for a shot: some frames of it, the keys, are coloured first, agree on the colour of each thing, and
/// lend their colours to all frames. For one thread at a time.
///
/// Long shots go in stretches, so that memory is bounded; the first stretch's keys count in all of them. What comes out
/// depends on the frames of the shot up to the stretch's end only, so that pieces give what the whole film gives.
package final class ShotSteadying {
    /// Frames of a stretch, about, and keys of one, at most.
    private static let stretchFrames = 480, stretchKeys = 40
    /// A key comes so many frames after the last at the latest.
    private static let keyDistance = Int(KeyAgreementParameter("K_DIST", 16))
    /// and so many at the earliest, where less than this share of the picture is still followed.
    private static let leastKeyDistance = 4, leastFollowed: Float = KeyAgreementParameter("K_FOLLOW", 0.6)
    /// Keys that all keys of a stretch are brought into agreement with.
    private static let anchors = Int(KeyAgreementParameter("K_ANCHORS", 8))

    private let scout: ShotScout
    private let predict: Prediction
    private let sight: FrameSight
    /// The network that colours keys, if it is another one.
    private let painter: Prediction?
    private let buffers: PlaneBufferPool
    private let onKey: () -> Void
    /// Whether colours are carried in cells, and not at the size of the network's input.
    package let inCells: Bool
    private var stretch: Stretch?

    /// A part of a shot that is ready.
    private struct Stretch {
        let frames: Range<Int>
        let beginsShot: Bool
        let guide: ShotGuide
        /// Of the shot's first stretch.
        let anchors: [KeyFrame]
        /// The frame after the last, a key already; nil where another shot begins.
        let next: KeyFrame?
    }

    /// - Parameters:
    ///   - frames: the film's.
    ///   - predictor: the network that colours every frame and gives keys.
    ///   - painter: the network that colours the keys, where it is another one.
    ///   - cuts: first frames of shots; nil to find out.
    ///   - onKey: called for each key.
    package init(
        _ frames: any SightOfFrames, predictor: any ChromaPredictor, painter: (any ChromaPredictor)?, cuts: CutList?,
        buffers: PlaneBufferPool, onKey: @escaping () -> Void = {}
    ) {
        self.onKey = onKey
        scout = ShotScout(frames, list: cuts, buffers: buffers)
        predict = Prediction(predictor: predictor, buffers: buffers)
        sight = FrameSight(predictor, keys: nil, buffers: buffers)
        self.painter = painter.map { Prediction(predictor: $0, buffers: buffers) }
        self.buffers = buffers
        let output = (painter ?? predictor).output
        inCells = [output, predictor.output].allSatisfy {
            $0.width == MotionField.side && $0.height == MotionField.side
        }
    }

    /// a above b of frame `number`.
    package func colors(of number: Int, seen: borrowing SeenFrame) throws -> PlaneBuffer? {
        try stretch(with: number)?.guide.colors(of: number, seen: seen)
    }

    /// Whether a shot begins with frame `number`.
    package func isShotStart(_ number: Int) throws -> Bool {
        guard let stretch = try stretch(with: number) else { return false }
        return stretch.beginsShot && stretch.frames.lowerBound == number
    }

    private func stretch(with number: Int) throws -> Stretch? {
        if let stretch, stretch.frames.contains(number) { return stretch }
        if stretch?.frames.upperBound != number {
            stretch = nil
            scout.seek(to: try scout.shotStart(of: number))
        }
        repeat { stretch = try makeStretch(after: stretch) } while stretch.map { $0.frames.upperBound <= number } ?? false
        return stretch
    }

    /// The next stretch; nil at the film's end.
    private func makeStretch(after last: Stretch?) throws -> Stretch? {
        guard let first = try scout.next() else { return nil }
        var track = ShotTrack(first: first.number, buffers: buffers)
        var keys: [KeyFrame] = []
        var next: KeyFrame?
        var frame = first
        var end = first.number
        while true {
            try track.add(lightness: frame.input)
            let distance = frame.number - (keys.last?.number ?? .min / 2)
            if distance >= Self.keyDistance
                || (distance >= Self.leastKeyDistance && track.followed < Self.leastFollowed)
            {
                let isFull =
                    keys.count >= Self.stretchKeys || frame.number - first.number >= Self.stretchFrames
                let key =
                    if keys.isEmpty, let known = last?.next { known } else { try self.key(frame) }
                track.makeLastAReference()
                keys.append(key)
                if isFull {
                    next = key
                    scout.putBack(frame)
                    break
                }
            }
            end = frame.number + 1
            guard let following = try scout.next() else { break }
            if following.isCut {
                scout.putBack(following)
                break
            }
            frame = following
        }
        let anchors = agree(keys, known: last?.next == nil ? [] : last?.anchors ?? [])
        var references: [Int: ShotReference] = [:]
        for key in keys { references[key.number] = try ShotReference(key, buffers: buffers) }
        return Stretch(
            frames: first.number..<end, beginsShot: last?.next == nil,
            guide: ShotGuide(track, references: references, inCells: inCells, buffers: buffers),
            anchors: anchors, next: next)
    }

    /// - Parameter known: keys of the shot that agree already.
    /// - Returns: those that the shot's further keys are to agree with.
    private func agree(_ keys: [KeyFrame], known: [KeyFrame]) -> [KeyFrame] {
        // The first of a further stretch agrees already.
        let fresh = known.isEmpty ? keys[...] : keys.dropFirst()
        let count = min(Self.anchors, fresh.count)
        let anchors = (0..<count).map { fresh[fresh.startIndex + (2 * $0 + 1) * fresh.count / (2 * count)] }
        for anchor in anchors { anchor.agree(with: anchors + known) }
        for anchor in anchors { anchor.settle() }
        for key in fresh where !anchors.contains(where: { $0 === key }) {
            key.agree(with: anchors + known)
            key.settle()
        }
        return known.isEmpty ? anchors : known
    }

    private func key(_ frame: ScoutedFrame) throws -> KeyFrame {
        onKey()
        let output = try predict(frame.input)
        return try sight.withSeen(frame.input, output) { seen in
            guard let painter else {
                let layout = predict.predictor.output
                return try KeyFrame(
                    frame.number, seen: seen, ab: output.base, width: layout.width, height: layout.height,
                    inCells: inCells, buffers: buffers)
            }
            let input = try painter.inputPlane()
            input.mutableValues.update(repeating: 0)
            input.base.update(from: frame.input.base, count: min(input.count, frame.input.count))
            let painted = try painter(input)
            let layout = painter.predictor.output
            return try KeyFrame(
                frame.number, seen: seen, ab: painted.base, width: layout.width, height: layout.height,
                inCells: inCells, buffers: buffers)
        }
    }
}

func KeyAgreementParameter(_ name: String, _ value: Float) -> Float { KeyAgreementTuning.parameter(name, value) }
