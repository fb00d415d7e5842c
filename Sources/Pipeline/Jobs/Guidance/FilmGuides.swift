internal import Color
internal import Coloring
internal import Guidance
internal import Media
internal import Net
internal import Shots

/// The guides of a film's shots, each for the frames from one reference to the next, made when the first of these is
/// asked for, from a second reading. What comes out depends on the shot, its references and those of the earlier shots
/// that it is linked to only.
final class FilmGuides: FrameGuides {
    let keys: (any ChromaPredictor)?
    private let guidance: ColorGuidance
    private let shots: ShotRanges
    private let links: ShotLinks
    private let areas: ShotAreas
    private let frames: NumberedFrames
    /// The first frame that nobody will ask for; nil if all may be asked for.
    private let end: Int?
    private let reduction: FrameReduction
    private let predict: Prediction
    private let sight: FrameSight
    private let buffers = PlaneBufferPool()
    /// From one reference to the next, so that no more than two are held of a shot.
    private var known: (frames: Range<Int>, guide: ShotGuide?)?
    /// What earlier shots lend to a shot, by its first frame.
    private var lentBefore: (shot: Int, references: [Int: ShotReference])?
    private var last: ReferenceFrame?

    /// An earlier shot's references are laid over the frame that they fit best of so many, so far apart.
    private static let (candidateCount, candidateStep) = (5, 12)

    /// - Parameters:
    ///   - links: shots to which earlier ones lend their references.
    ///   - areas: of the pictures in frames with black borders.
    ///   - predictor: the network that colours.
    ///   - keys: see `FrameGuides`.
    ///   - saturation: see `FrameSight`.
    ///   - end: the first frame that nobody will ask for; nil if all may be asked for.
    init(
        _ guidance: ColorGuidance, shots: ShotRanges, links: ShotLinks, areas: ShotAreas, frames: NumberedFrames,
        predictor: any ChromaPredictor, keys: (any ChromaPredictor)?, saturation: Float, end: Int?
    ) {
        self.guidance = guidance
        self.shots = shots
        self.links = links
        self.areas = areas
        self.frames = frames
        self.end = end
        self.keys = keys
        // Hints are for the frames that are coloured.
        let input = NetworkInput(width: predictor.input.width, height: predictor.input.height)
        reduction = FrameReduction(to: input, buffers: buffers)
        predict = Prediction(predictor: predictor, buffers: buffers)
        sight = FrameSight(predictor, keys: keys, saturation: saturation, buffers: buffers)
    }

    func shotStart(of number: Int) -> Int { shots.shot(of: number).lowerBound }

    func changes(of number: Int) -> [ColorChange] {
        if guidance.changes.isEmpty { return [] }
        let shot = shots.shot(of: number)
        return guidance.changes.filter { shot.contains($0.frame) }.map(\.change)
    }

    func guide(of number: Int) throws -> ShotGuide? {
        if let known, known.frames.contains(number) { return known.guide }
        known = nil
        let shot = shots.shot(of: number)
        let lent = try lent(to: shot)
        let references = (ownReferences(of: shot) + lent.keys).sorted()
        let (before, after) = (references.last { $0 <= number }, references.first { $0 > number })
        guard before != nil || after != nil else {
            known = (shot, nil)
            return nil
        }
        // What is neither asked for nor on the way to a reference is not read.
        let start = before ?? number
        let end = after.map { $0 + 1 } ?? min(shot.upperBound, max(end ?? .max, start + 1))
        var track = ShotTrack(first: start, references: [before, after].compactMap(\.self), buffers: buffers)
        var found: [Int: ShotReference] = [:]
        for next in start..<end {
            if let last, last.number == next {
                try track.add(lightness: last.input)
                found[next] = last.reference
                continue
            }
            guard let frame = try reduced(next) else { break }
            try track.add(lightness: frame.input)
            guard references.contains(next) else { continue }
            let reference = try lent[next] ?? reference(next, frame)
            found[next] = reference
            last = ReferenceFrame(next, frame.takeInput(), reference)
        }
        let guide = ShotGuide(track, references: found, buffers: buffers)
        known = (start..<(after ?? shot.upperBound), guide)
        return guide
    }

    /// A reference that ends what one guide is for, and begins what the next one is for.
    private final class ReferenceFrame {
        let number: Int
        let input: PlaneBuffer
        let reference: ShotReference

        init(_ number: Int, _ input: consuming PlaneBuffer, _ reference: ShotReference) {
            self.number = number
            self.input = input
            self.reference = reference
        }
    }

    private func ownReferences(of shot: Range<Int>) -> [Int] { guidance.referenceFrames.filter(shot.contains) }

    private struct Reduced: ~Copyable {
        let input: PlaneBuffer
        /// Of the frame as it is in the film.
        let size: (width: Int, height: Int)
        let area: PictureArea?

        consuming func takeInput() -> PlaneBuffer { input }
    }

    /// What the network sees of a frame; nil behind the last.
    private func reduced(_ number: Int) throws -> Reduced? {
        guard let frame = try frames.frame(at: number) else { return nil }
        let (ticket, size) = (frame.ticket, (frame.payload.width, frame.payload.height))
        let reduced = try reduction.reduce(frame.takePayload(), ticket, area: areas.area(of: number))
        let area = reduced.area
        return Reduced(input: reduced.takeInput(), size: size, area: area)
    }

    /// What a person gave for a frame.
    private func reference(_ number: Int, _ frame: borrowing Reduced) throws -> ShotReference {
        let (given, size, area) = (GivenReference(guidance, frame: number), frame.size, frame.area)
        return try sight.withSeen(frame.input, predict.withoutHints(frame.input)) { seen in
            try given.reference(seen: seen, size: size, area: area, buffers: buffers)
        }
    }

    // MARK: References of earlier shots

    private struct Lender {
        let reference: ShotReference
        let small: SmallCopy
    }

    /// Earlier shots' references, laid over frames of a shot. Of each of these only the best are kept.
    private struct LaidReferences {
        let frames: [(number: Int, small: SmallCopy)]
        private(set) var best: [Int: [LentReference]] = [:]

        init(_ frames: [(number: Int, small: SmallCopy)]) { self.frames = frames }

        /// Lays one over the frame that it fits best.
        mutating func lay(_ lender: Lender, buffers: PlaneBufferPool) throws {
            var found: (number: Int, lent: LentReference)?
            for (number, small) in frames {
                let lent = try LentReference(lender.reference, lender.small, over: small, buffers: buffers)
                if lent.disagreement < found?.lent.disagreement ?? .infinity { found = (number, lent) }
            }
            guard let found else { return }
            let all = (best[found.number] ?? []) + [found.lent]
            best[found.number] = LentReference.best(all)
        }
    }

    /// What the references of the shot that `shot` is linked to say of frames of `shot`, by the numbers of these.
    private func lent(to shot: Range<Int>) throws -> [Int: ShotReference] {
        if let lentBefore, lentBefore.shot == shot.lowerBound { return lentBefore.references }
        lentBefore = nil
        let references = try lenders(to: shot).mapValues(\.reference)
        lentBefore = (shot.lowerBound, references)
        return references
    }

    private func lenders(to shot: Range<Int>) throws -> [Int: Lender] {
        guard let start = links.earlier[shot.lowerBound] else { return [:] }
        let earlier = shots.shot(of: start)
        let lent = try self.lenders(to: earlier).sorted { $0.key < $1.key }.map(\.value)
        let lending = ownReferences(of: earlier)
        if lent.isEmpty && lending.isEmpty { return [:] }

        let own = ownReferences(of: shot)
        var candidates: [(number: Int, small: SmallCopy)] = []
        for number in (0..<Self.candidateCount).map({ shot.lowerBound + $0 * Self.candidateStep })
        where shot.contains(number) && !own.contains(number) {
            guard let frame = try reduced(number) else { break }
            candidates.append((number, try SmallCopy(of: frame.input, buffers: buffers)))
        }
        var laid = LaidReferences(candidates)
        for lender in lent { try laid.lay(lender, buffers: buffers) }
        for number in lending {
            guard let frame = try reduced(number) else { continue }
            let small = try SmallCopy(of: frame.input, buffers: buffers)
            try laid.lay(Lender(reference: try reference(number, frame), small: small), buffers: buffers)
        }
        var result: [Int: Lender] = [:]
        for (number, best) in laid.best.sorted(by: { $0.key < $1.key }) {
            guard let frame = try reduced(number) else { continue }
            let reference = try sight.withSeen(frame.input, predict.withoutHints(frame.input)) { seen in
                let colors = try LentReference.colors(best, seen: seen, buffers: buffers)
                return try ShotReference(colors, seen: seen, buffers: buffers)
            }
            result[number] = Lender(reference: reference, small: try SmallCopy(of: frame.input, buffers: buffers))
        }
        return result
    }
}
