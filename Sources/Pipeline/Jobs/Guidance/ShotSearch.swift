internal import Color
internal import Coloring
internal import Guidance
internal import Media
internal import Net
internal import Shots

/// Looks through the film for cuts, as far as they decide which frames a person's colours belong to.
struct ShotSearch {
    let frames: NumberedFrames
    let input: NetworkInput

    /// The first frames of shots. Throws `MediaError` also for a frame of the guidance that is not there.
    ///
    /// - Parameters:
    ///   - guidance: whose frames count.
    ///   - part: the frames that will be coloured.
    ///   - contextFrames: that steadying reads on either side.
    func cuts(_ guidance: ColorGuidance, part: FrameRange?, contextFrames: Int) throws -> CutList {
        // From the first frame that is named or coloured to the last: between them any shot may be meant.
        let named = guidance.frames
        let lower = max(0, min(named.first ?? 0, part?.lower ?? 0) - contextFrames)
        let upper = part?.upper.map { max($0, (named.last ?? 0) + 1) + contextFrames } ?? .max
        let buffers = PlaneBufferPool()
        let reduction = FrameReduction(to: input, buffers: buffers)
        let finder = CutFinder(buffers: buffers)
        var found: [Int] = []
        var number = lower
        while number < upper, let frame = try frames.frame(at: number) {
            let ticket = frame.ticket
            found += try finder.add(lightness: reduction.reduce(frame.takePayload(), ticket).input).map { lower + $0 }
            number += 1
        }
        found += try finder.finish().map { lower + $0 }
        return CutList(frames: Set(found))
    }
}

extension OrderSource {
    /// The frames that are coloured; nil for all.
    var range: FrameRange? {
        switch self {
        case .film(let input): if case .frames(let range) = input.part { range } else { nil }
        case .stills(let input): input.frames
        }
    }
}
