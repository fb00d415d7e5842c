package import Color
internal import Guidance
internal import Net
package import Shots

/// Makes the stretches of a film, one after the other: some frames of each shot, the keys, are coloured first, agree on
/// the colour of each thing, and are ready to lend their colours to all frames. For one thread at a time.
///
/// Long shots go in several stretches, so that memory is bounded; the keys of the first count in all of them, and in
/// shots that are linked to it. What comes out depends on the frames of the shot up to the stretch's end and on the
/// first stretch of the shot that it is linked to only, so that pieces give what the whole film gives.
package final class StretchMaker {
    /// Frames of a stretch, about, and keys of one, at most.
    package static let stretchFrames = 480, stretchKeys = 40
    /// A key comes so many frames after the last at the latest,
    package static let keyDistance = 16
    /// and so many at the earliest, where less than this share of the picture is still followed.
    private static let leastKeyDistance = 4, leastFollowed: Float = 0.6
    /// What no stretch has more frames than.
    package static let mostFrames = stretchFrames + keyDistance
    /// Keys that all keys of a stretch are brought into agreement with.
    private static let anchorCount = 8
    /// Frames of the film's very first stretch, about, so that its first frame is soon there: as many as have those
    /// keys. (With half as many `bigbuckbunny` loses 0.2 dB.)
    private static let firstStretchFrames = anchorCount * keyDistance

    /// Whether colours are carried in cells, and not at the size of the network's input.
    private let inCells: Bool
    private let scout: ShotScout
    private let predict: Prediction
    private let sight: FrameSight
    /// The network that colours keys, if it is another one.
    private let painter: Prediction?
    /// What a person's colours mean for a key, told to a painter that takes hints; nil for nothing.
    private let hints: (any FrameGuides)?
    private let buffers: PlaneBufferPool
    private let onKey: () -> Void
    private let stretchFrames: Int
    /// Keys of another shot that count in a shot, by their first frames.
    private let links: [Int: Int]
    /// Finds links on the way, from where the film is begun; nil if all are known.
    private let recall: ShotRecall?
    private let onLink: (_ shot: Int, _ earlier: Int) -> Void
    /// The next frame that `recall` has not seen.
    private var recalledFrames = 0
    /// No stretch begins here or behind.
    private let end: Int
    private var lent = LentKeys()
    /// Whether an earlier shot's first stretch is made for its keys, a second time.
    private var isMadeAgain = false
    /// What the last stretch leaves to the next of the same shot.
    private var unfinished: UnfinishedShot?

    /// What one stretch of a shot leaves to the next.
    private struct UnfinishedShot {
        /// What the shot's further keys are to agree with.
        let anchors: [KeyAnchor]
        /// The next stretch's first frame.
        let first: KeyFrame
    }

    /// - Parameters:
    ///   - frames: the film's.
    ///   - predictor: the network that colours every frame and gives keys.
    ///   - painter: the network that colours the keys, where it is another one.
    ///   - hints: what a person's colours mean, for a painter that takes hints; nil if there are none.
    ///   - cuts: first frames of shots; nil to find out.
    ///   - links: first frames of earlier shots of the same set-up, by first frames of shots.
    ///   - recall: finds further ones on the way; nil for none.
    ///   - end: the first frame whose colours nobody will ask for; nil if all may be asked for.
    ///   - stretchFrames: for tests.
    ///   - onLink: called for each shot that `recall` links to an earlier one, with their first frames.
    ///   - onKey: called for each key.
    package init(
        _ frames: any SightOfFrames, predictor: any ChromaPredictor, painter: (any ChromaPredictor)?,
        hints: (any FrameGuides)? = nil, cuts: CutList?, links: [Int: Int] = [:], recall: ShotRecall? = nil,
        end: Int? = nil, buffers: PlaneBufferPool, stretchFrames: Int = StretchMaker.stretchFrames,
        onLink: @escaping (_ shot: Int, _ earlier: Int) -> Void = { _, _ in }, onKey: @escaping () -> Void = {}
    ) {
        self.onKey = onKey
        self.onLink = onLink
        self.links = links
        self.recall = recall
        self.end = end ?? .max
        self.stretchFrames = stretchFrames
        scout = ShotScout(frames, list: cuts, buffers: buffers)
        predict = Prediction(predictor: predictor, buffers: buffers)
        sight = FrameSight(predictor, keys: nil, saturation: 1, buffers: buffers)
        self.hints = hints
        self.painter = painter.map { Prediction(predictor: $0, buffers: buffers) }
        self.buffers = buffers
        inCells = [(painter ?? predictor).output, predictor.output].allSatisfy {
            $0.width == MotionField.side && $0.height == MotionField.side
        }
    }

    /// Goes to the beginning of the shot that frame `number` is in. Throws what reading throws.
    package func begin(at number: Int) throws {
        unfinished = nil
        scout.seek(to: try scout.shotStart(of: number))
    }

    /// The next stretch; nil at the film's end. Throws what reading, the networks and carrying throw.
    package func next() throws -> ShotStretch? {
        let earlier = unfinished
        unfinished = nil
        guard let first = try scout.next(), first.number < end else { return nil }
        return try stretch(from: first, after: earlier)
    }

    /// The first frame of the shot that the one from frame `start` is linked to.
    private func earlierShot(of start: Int) throws -> Int? {
        try links[start] ?? recall?.link(of: start)
    }

    /// What the keys of the shot that begins with frame `start` are to agree with.
    ///
    /// - Parameter next: the frame that is wanted after this.
    private func known(for start: Int, next: Int) throws -> [KeyAnchor] {
        guard let earlier = try earlierShot(of: start) else { return [] }
        if recall != nil, links[start] == nil, start < end, !isMadeAgain { onLink(start, earlier) }
        if let known = lent.anchors(of: earlier) { return known }
        let wasMadeAgain = isMadeAgain
        (isMadeAgain, unfinished) = (true, nil)
        scout.seek(to: earlier)
        if let first = try scout.next() { _ = try stretch(from: first, after: nil) }
        (isMadeAgain, unfinished) = (wasMadeAgain, nil)
        scout.seek(to: next)
        return lent.anchors(of: earlier) ?? []
    }

    /// The stretch that begins with a frame.
    ///
    /// Its first stretch is longer than what decides which earlier shot it is like (`ShotRecall.decidingFrames`), or
    /// the whole shot.
    ///
    /// - Parameter earlier: what the same shot's last stretch left; nil where a shot begins.
    private func stretch(from first: ScoutedFrame, after earlier: UnfinishedShot?) throws -> ShotStretch {
        let most = first.number == 0 ? min(Self.firstStretchFrames, stretchFrames) : stretchFrames
        var track = ShotTrack(first: first.number, buffers: buffers)
        var keys: [KeyFrame] = []
        var frame = first
        var end = first.number
        var isFull = false
        while true {
            try track.add(lightness: frame.input)
            try look(at: frame, isShotStart: earlier == nil && frame.number == first.number)
            if isKey(frame.number, after: keys.last?.number, followed: track.followed) {
                isFull = keys.count >= Self.stretchKeys || frame.number - first.number >= most
                let key = if keys.isEmpty, let known = earlier?.first { known } else { try self.key(frame) }
                track.makeLastAReference()
                keys.append(key)
                if isFull {
                    // It is the next stretch's first.
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
        let known = try earlier?.anchors ?? known(for: first.number, next: end)
        // The first of a further stretch agrees already.
        let own = try agree(earlier == nil ? keys[...] : keys.dropFirst(), known: known)
        let anchors = earlier?.anchors ?? known + own
        if earlier == nil, try mayLend(first.number) { lent.keep(anchors, of: first.number) }
        if isFull, let last = keys.last { unfinished = UnfinishedShot(anchors: anchors, first: last) }
        var references: [Int: ShotReference] = [:]
        for key in keys { references[key.number] = try ShotReference(key, buffers: buffers) }
        return ShotStretch(
            frames: first.number..<end, beginsShot: earlier == nil,
            guide: ShotGuide(track, references: references, inCells: inCells, buffers: buffers))
    }

    private func isKey(_ number: Int, after last: Int?, followed: Float) -> Bool {
        guard let last else { return true }
        let distance = number - last
        return distance >= Self.keyDistance
            || (distance >= Self.leastKeyDistance && followed < Self.leastFollowed)
    }

    /// Whether another shot may be linked to the one that begins with frame `start`: where links are found on the way
    /// they lead to the first of a set-up.
    private func mayLend(_ start: Int) throws -> Bool {
        if links.values.contains(start) { return true }
        return try recall != nil && earlierShot(of: start) == nil
    }

    /// Shows a frame, in its turn, to what finds links.
    private func look(at frame: ScoutedFrame, isShotStart: Bool) throws {
        guard let recall, !isMadeAgain, frame.number >= recalledFrames else { return }
        recalledFrames = frame.number + 1
        try recall.add(frame.number, lightness: frame.input, isShotStart: isShotStart)
    }

    /// Brings keys into agreement.
    ///
    /// - Parameter known: what agrees already.
    /// - Returns: those of the keys that further ones are to agree with.
    /// - Throws: `ColorError` if there is no memory.
    private func agree(
        _ keys: ArraySlice<KeyFrame>, known: [KeyAnchor]
    ) throws(ColorError) -> [KeyAnchor] {
        let count = min(Self.anchorCount, keys.count)
        let anchors = (0..<count).map { keys[keys.startIndex + (2 * $0 + 1) * keys.count / (2 * count)] }
        let given = anchors.map(\.anchor)
        for anchor in anchors { try anchor.agree(with: given, known: known, buffers: buffers) }
        let agreed = anchors.map(\.anchor)
        for key in keys where !anchors.contains(where: { $0 === key }) {
            try key.agree(with: agreed, known: known, buffers: buffers)
        }
        return agreed
    }

    private func key(_ frame: ScoutedFrame) throws -> KeyFrame {
        onKey()
        let output = try predict(frame.input)
        let small = try SmallCopy(of: frame.input, rows: predict.predictor.input.height, buffers: buffers)
        return try sight.withSeen(frame.input, output) { seen in
            guard let painter else {
                return try KeyFrame(
                    frame.number, seen: seen, small: small, said: .init(output, predict.predictor.output),
                    inCells: inCells, buffers: buffers)
            }
            let input = try painter.inputPlane()
            input.mutableValues.update(repeating: 0)
            input.base.update(from: frame.input.base, count: min(input.count, frame.input.count))
            try hints?.writeHints(
                of: frame.number, by: hints?.guide(of: frame.number), into: input, painter.predictor.input)
            let painted = try painter(input)
            return try KeyFrame(
                frame.number, seen: seen, small: small, said: .init(painted, painter.predictor.output),
                inCells: inCells, buffers: buffers)
        }
    }
}

extension KeyFrame.Said {
    /// - Parameters:
    ///   - output: what a network gave, which has to live on.
    ///   - layout: of that.
    fileprivate init(_ output: borrowing PlaneBuffer, _ layout: NetworkOutput) {
        self.init(
            ab: output.base, certainty: layout.certainty.map { UnsafePointer(output.base + $0.lowerBound) },
            width: layout.width, height: layout.height)
    }
}
