internal import Color
internal import Coloring
internal import Guidance
internal import Media
internal import Net
internal import Shots

/// The guides of a film's shots, each made when the first frame of the shot is asked for, from a second reading of it.
/// What comes out depends on the shot, its references and those of the earlier shots that it is linked to only.
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
    private var known: (shot: Range<Int>, guide: ShotGuide?)?

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
        if let known, known.shot.contains(number) { return known.guide }
        let shot = shots.shot(of: number)
        known = nil
        var found = try lent(to: shot)
        let own = ownReferences(of: shot)
        let references = (own + found.keys).sorted()
        var guide: ShotGuide?
        if let first = references.first, let last = references.last {
            // What is neither asked for nor on the way to a reference is not read.
            let start = max(shot.lowerBound, min(number, first))
            let end = min(shot.upperBound, max(end ?? .max, last + 1))
            var track = ShotTrack(first: start, references: references, buffers: buffers)
            var next = start
            while next < end, let frame = try reduced(next) {
                try track.add(lightness: frame.input)
                if own.contains(next) { found[next] = try reference(next, frame) }
                next += 1
            }
            guide = ShotGuide(track, references: found, buffers: buffers)
        }
        known = (shot, guide)
        return guide
    }

    private func ownReferences(of shot: Range<Int>) -> [Int] { guidance.referenceFrames.filter(shot.contains) }

    private struct Reduced: ~Copyable {
        let input: PlaneBuffer
        /// Of the frame as it is in the film.
        let size: (width: Int, height: Int)
        let area: PictureArea?
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

    /// What the references of the shot that `shot` is linked to say of frames of `shot`, by the numbers of these.
    private func lent(to shot: Range<Int>) throws -> [Int: ShotReference] {
        try lenders(to: shot).mapValues(\.reference)
    }

    private func lenders(to shot: Range<Int>) throws -> [Int: Lender] {
        guard let start = links.earlier[shot.lowerBound] else { return [:] }
        let earlier = shots.shot(of: start)
        var lenders = try Array(self.lenders(to: earlier).sorted { $0.key < $1.key }.map(\.value))
        for number in ownReferences(of: earlier) {
            guard let frame = try reduced(number) else { continue }
            lenders.append(
                Lender(
                    reference: try reference(number, frame), small: try SmallCopy(of: frame.input, buffers: buffers)))
        }
        if lenders.isEmpty { return [:] }

        let own = ownReferences(of: shot)
        var laid: [(frame: Int, best: LentReference)?] = lenders.map { _ in nil }
        let candidates = (0..<Self.candidateCount).map { shot.lowerBound + $0 * Self.candidateStep }
            .filter { shot.contains($0) && !own.contains($0) }
        for number in candidates {
            guard let frame = try reduced(number) else { break }
            let small = try SmallCopy(of: frame.input, buffers: buffers)
            for (index, lender) in lenders.enumerated() {
                let lent = try LentReference(lender.reference, lender.small, over: small, buffers: buffers)
                if lent.disagreement < laid[index]?.best.disagreement ?? .infinity {
                    laid[index] = (number, lent)
                }
            }
        }
        var result: [Int: Lender] = [:]
        let laidOver = Dictionary(grouping: laid.compactMap(\.self), by: \.frame)
        for (number, laid) in laidOver.sorted(by: { $0.key < $1.key }) {
            guard let frame = try reduced(number) else { continue }
            let reference = try sight.withSeen(frame.input, predict.withoutHints(frame.input)) { seen in
                let colors = try LentReference.colors(laid.map(\.best), seen: seen, buffers: buffers)
                return try ShotReference(colors, seen: seen, buffers: buffers)
            }
            result[number] = Lender(reference: reference, small: try SmallCopy(of: frame.input, buffers: buffers))
        }
        return result
    }
}
