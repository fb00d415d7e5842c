internal import Color
internal import Coloring
internal import Guidance
internal import Media
internal import Net
internal import Shots

/// Reads the film ahead of the run for what is decided shot by shot: the cuts themselves, as far as they decide which
/// frames a person's colours belong to, which shots are in colour already, and which have black borders.
struct ShotSearch {
    let frames: NumberedFrames
    let input: NetworkInput
    /// The cuts, if they are known.
    let known: CutList?

    /// What was found of the frames that were read.
    struct Findings {
        var cuts: CutList
        /// Shots of which at least half the frames have colours of their own, by their first frames that were read.
        var colored: [Int] = []
        /// What is left of the pictures without black borders, of shots that have them, likewise.
        var areas: [ShotArea] = []
    }

    /// Throws `MediaError` also for a frame of the guidance that is not there.
    ///
    /// - Parameters:
    ///   - guidance: whose frames count.
    ///   - part: the frames that will be coloured.
    ///   - contextFrames: that steadying reads on either side.
    ///   - looksAtPictures: whether shots are searched for colours and borders.
    func findings(
        _ guidance: ColorGuidance?, part: FrameRange?, contextFrames: Int, looksAtPictures: Bool
    ) throws -> Findings {
        // From the first frame that is named or coloured to the last: between them any shot may be meant.
        let named = guidance?.frames ?? []
        let lower = max(0, min(named.first ?? .max, part?.lower ?? 0) - contextFrames)
        let upper = part?.upper.map { max($0, (named.last ?? 0) + 1) + contextFrames } ?? .max
        let buffers = PlaneBufferPool()
        let reduction = FrameReduction(
            to: NetworkInput(width: input.width, height: input.height), buffers: buffers)
        let finder = CutFinder(buffers: buffers)
        var looks = ShotLooks()
        var found: Set<Int> = known?.frames ?? []
        // Black borders hide cuts: they are the same before and after.
        let area = looksAtPictures && known == nil ? try self.area(of: lower..<upper, reduction) : nil
        var number = lower
        while number < upper, let frame = try frames.frame(at: number) {
            let ticket = frame.ticket
            let reduced = try reduction.reduce(frame.takePayload(), ticket, area: area)
            if known == nil { found.formUnion(try finder.add(lightness: reduced.input).map { lower + $0 }) }
            if looksAtPictures { looks.add(number, try reduced.look()) }
            number += 1
            looks.decide(before: known == nil ? number - CutFinder.delay + 1 : number, cuts: found)
        }
        if known == nil { found.formUnion(try finder.finish().map { lower + $0 }) }
        looks.decide(before: number, cuts: found)
        looks.endShot()
        return Findings(cuts: CutList(frames: found), colored: looks.colored, areas: looks.areas)
    }

    /// Frames that are looked at for borders that the whole film has.
    private static let sampleCount = 24

    /// What the borders leave that frames all over the film have in common; nil if there are none, or if nobody knows
    /// how many frames there are.
    private func area(of range: Range<Int>, _ reduction: FrameReduction) throws -> PictureArea? {
        guard let count = frames.count else { return nil }
        let all = range.clamped(to: 0..<count)
        var borders = BorderSearch()
        for number in Set((0..<Self.sampleCount).map { all.lowerBound + all.count * $0 / Self.sampleCount }).sorted() {
            guard let frame = try frames.frame(at: number) else { break }
            let ticket = frame.ticket
            borders.add(try reduction.reduce(frame.takePayload(), ticket).look().borders)
        }
        return borders.area
    }
}

/// Brings together what frames look like, shot by shot.
private struct ShotLooks {
    private(set) var colored: [Int] = []
    private(set) var areas: [ShotArea] = []
    /// Frames of which nobody knows yet whether a shot begins with them.
    private var waiting: [(number: Int, look: FrameLook)] = []
    private var shot: (first: Int, frames: Int, colored: Int, borders: BorderSearch)?

    mutating func add(_ number: Int, _ look: FrameLook) { waiting.append((number, look)) }

    /// Puts the frames before `end` into their shots.
    mutating func decide(before end: Int, cuts: Set<Int>) {
        while let (number, look) = waiting.first, number < end {
            waiting.removeFirst()
            if cuts.contains(number) { endShot() }
            var current = shot ?? (number, 0, 0, BorderSearch())
            current.frames += 1
            if look.isColored { current.colored += 1 }
            current.borders.add(look.borders)
            shot = current
        }
    }

    mutating func endShot() {
        guard let ended = shot.take() else { return }
        if 2 * ended.colored >= ended.frames { colored.append(ended.first) }
        if let area = ended.borders.area { areas.append(ShotArea(first: ended.first, area: area)) }
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
