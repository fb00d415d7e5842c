internal import Color
internal import Coloring
internal import Guidance
internal import Media
internal import Net
internal import Shots

/// The guides of a film's shots, each made when the first frame of the shot is asked for, from a second reading of it.
/// What comes out depends on the shot and its references only.
final class FilmGuides: FrameGuides {
    let keys: (any ChromaPredictor)?
    private let guidance: ColorGuidance
    /// First frames of shots, in order.
    private let cuts: [Int]
    private let frames: NumberedFrames
    /// The first frame that nobody will ask for; nil if all may be asked for.
    private let end: Int?
    private let predictor: any ChromaPredictor
    private let buffers = PlaneBufferPool()
    private var known: (shot: Range<Int>, guide: ShotGuide?)?

    /// - Parameters:
    ///   - predictor: the network that colours.
    ///   - keys: see `FrameGuides`.
    ///   - end: the first frame that nobody will ask for; nil if all may be asked for.
    init(
        _ guidance: ColorGuidance, cuts: CutList, frames: NumberedFrames, predictor: any ChromaPredictor,
        keys: (any ChromaPredictor)?, end: Int?
    ) {
        self.guidance = guidance
        self.cuts = cuts.frames.sorted()
        self.frames = frames
        self.end = end
        self.predictor = predictor
        self.keys = keys
    }

    /// The frames of the shot that frame `number` is in; without an end for the last.
    private func shot(of number: Int) -> Range<Int> {
        (cuts.last { $0 <= number } ?? 0)..<(cuts.first { $0 > number } ?? .max)
    }

    func shotStart(of number: Int) -> Int { shot(of: number).lowerBound }

    func changes(of number: Int) -> [ColorChange] {
        if guidance.changes.isEmpty { return [] }
        let shot = shot(of: number)
        return guidance.changes.filter { shot.contains($0.frame) }.map(\.change)
    }

    func guide(of number: Int) throws -> ShotGuide? {
        if let known, known.shot.contains(number) { return known.guide }
        let shot = shot(of: number)
        known = nil
        let references = guidance.referenceFrames.filter(shot.contains)
        var guide: ShotGuide?
        if let first = references.first, let last = references.last {
            // What is neither asked for nor on the way to a reference is not read.
            let start = max(shot.lowerBound, min(number, first))
            guide = try self.guide(of: start..<min(shot.upperBound, max(end ?? .max, last + 1)), references)
        }
        known = (shot, guide)
        return guide
    }

    private func guide(of shot: Range<Int>, _ references: [Int]) throws -> ShotGuide {
        let reduction = FrameReduction(to: predictor.input, buffers: buffers)
        let predict = Prediction(predictor: predictor, buffers: buffers)
        let sight = FrameSight(predictor, keys: keys, buffers: buffers)
        var track = ShotTrack(first: shot.lowerBound, references: references, buffers: buffers)
        var found: [Int: ShotReference] = [:]
        var number = shot.lowerBound
        while number < shot.upperBound, let frame = try frames.frame(at: number) {
            let (ticket, size) = (frame.ticket, (frame.payload.width, frame.payload.height))
            let reduced = try reduction.reduce(frame.takePayload(), ticket)
            try track.add(lightness: reduced.input)
            if references.contains(number) {
                let given = GivenReference(guidance, frame: number)
                let colors = try predict(reduced.input)
                found[number] = try sight.withSeen(reduced.input, colors) { seen in
                    try given.reference(seen: seen, size: size, buffers: buffers)
                }
            }
            number += 1
        }
        return ShotGuide(track, references: found, buffers: buffers)
    }
}
