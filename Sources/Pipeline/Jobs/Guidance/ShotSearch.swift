internal import Color
internal import Coloring
internal import Guidance
internal import Media
internal import Net
internal import Shots

/// A film's shots, as far as a run has to know them before its first frame.
struct FilmShots: Sendable {
    /// First frames of shots.
    var cuts: CutList
    /// First frame of the first shot of a set-up, by first frames of later shots of it.
    var links: [Int: Int] = [:]
}

/// Looks through a film for its shots.
struct ShotSearch {
    let frames: NumberedFrames
    let input: NetworkInput
    /// First frames of shots, if they are known.
    let known: CutList?
    /// The part of all frames that counts; nil for all of it.
    let area: PictureArea?
    /// Whether shots of the same set-up are wanted.
    let recalls: Bool
    /// Called after each frame; what it throws ends the search.
    let onFrame: () throws -> Void

    /// The shots of some frames. Throws `MediaError`, `ColorError`.
    ///
    /// - Parameters:
    ///   - named: frames that are named by a person, in order.
    ///   - part: the frames that will be coloured; nil for all.
    ///   - steadiness: how they will be held steady.
    func shots(named: [Int], part: FrameRange?, steadiness: Steadiness) throws -> FilmShots {
        let contextFrames = steadiness.contextFrames
        // From the first frame that is named or coloured to the last: between them any shot may be meant.
        var lower = max(0, min(named.first ?? .max, part?.lower ?? 0) - contextFrames)
        let upper = part?.upper.map { max($0, (named.last ?? 0) + 1) + contextFrames } ?? .max
        let buffers = PlaneBufferPool()
        // Hints are for the frames that are coloured.
        let sights = NumberedSights(
            frames, input: NetworkInput(width: input.width, height: input.height), area: { [area] _ in area })
        let scout = ShotScout(sights, list: known, buffers: buffers)
        let recall = recalls ? ShotRecall(buffers: buffers) : nil
        if steadiness == .shot { lower = try scout.shotStart(of: lower) }
        var found = lower > 0 && steadiness == .shot ? [lower] : []
        scout.seek(to: lower)
        while let frame = try scout.next(), frame.number < upper {
            if frame.isCut { found.append(frame.number) }
            try recall?.add(frame.number, lightness: frame.input, isShotStart: frame.isCut)
            try onFrame()
        }
        try recall?.finishShot()
        return FilmShots(cuts: known ?? CutList(frames: Set(found)), links: recall?.links ?? [:])
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
