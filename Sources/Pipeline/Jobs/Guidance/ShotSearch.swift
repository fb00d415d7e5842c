internal import Color
internal import Coloring
internal import Flow
internal import Guidance
internal import Media
internal import Net
internal import Report
internal import Shots

/// A film's shots, as far as a run has to know them before its first frame.
struct FilmShots: Sendable {
    /// First frames of shots.
    var cuts: CutList
    /// First frame of the first shot of a set-up, by first frames of later shots of it.
    var links: [Int: Int] = [:]
    /// Shots of which at least half the frames have colours of their own, by their first frames that were read.
    var colored: [Int] = []
    /// What is left of the pictures without black borders, of shots that have them, likewise.
    var areas: [ShotArea] = []
}

/// Reads the film ahead of the run for what is decided shot by shot: the cuts themselves, as far as they decide which
/// frames a person's colours belong to, which shots are of the same set-up, which are in colour already, and which have
/// black borders.
struct ShotSearch {
    let frames: NumberedFrames
    let input: NetworkInput
    /// The cuts, if they are known.
    let known: CutList?

    /// Whether shots of the same set-up are wanted.
    let recalls: Bool
    /// Whether shots are searched for colours and borders.
    let looksAtPictures: Bool
    /// Called for each frame with what the network reads of it; what it throws ends the search.
    let onFrame: (borrowing PlaneBuffer) throws -> Void

    /// Throws `MediaError` also for a frame of the guidance that is not there.
    ///
    /// - Parameters:
    ///   - named: frames that are named by a person, in order.
    ///   - part: the frames that will be coloured; nil for all.
    ///   - steadiness: how they will be held steady.
    func shots(named: [Int], part: FrameRange?, steadiness: Steadiness) throws -> FilmShots {
        // From the first frame that is named or coloured to the last: between them any shot may be meant.
        var lower = max(0, min(named.first ?? .max, part?.lower ?? 0) - steadiness.contextFrames)
        let upper = part?.upper.map { max($0, (named.last ?? 0) + 1) + steadiness.contextFrames } ?? .max
        // Shots that are held together are read beyond the part, up to a stretch's end.
        let holdsShots = steadiness == .shot
        let end = upper == .max || !holdsShots ? upper : upper + StretchMaker.mostFrames + CutFinder.delay
        let buffers = PlaneBufferPool()
        let reduction = FrameReduction(
            to: NetworkInput(width: input.width, height: input.height), buffers: buffers)
        let finder = CutFinder(buffers: buffers)
        var looks = ShotLooks(recall: recalls ? ShotRecall(buffers: buffers) : nil)
        var found: Set<Int> = known?.frames ?? []
        // Black borders hide cuts: they are the same before and after.
        let area = looksAtPictures && known == nil ? try self.area(of: lower..<upper, reduction) : nil
        if holdsShots, lower > 0 {
            let sights = NumberedSights(frames, input: input, area: area)
            lower = try ShotScout(sights, list: known, buffers: buffers).shotStart(of: lower)
            if known == nil { found.insert(lower) }
        }
        var number = lower
        while number < upper || (number < end && !found.contains { $0 >= upper && $0 <= number }),
            let frame = try frames.frame(at: number)
        {
            let ticket = frame.ticket
            let reduced = try reduction.reduce(frame.takePayload(), ticket, area: area)
            if known == nil { found.formUnion(try finder.add(lightness: reduced.input).map { lower + $0 }) }
            let look = looksAtPictures ? try reduced.look() : nil
            try onFrame(reduced.input)
            if looksAtPictures || recalls { looks.add(number, look, reduced.takeInput()) }
            number += 1
            try looks.decide(before: known == nil ? number - CutFinder.delay + 1 : number, cuts: found)
        }
        if known == nil { found.formUnion(try finder.finish().map { lower + $0 }) }
        try looks.decide(before: number, cuts: found)
        try looks.endShot()
        return FilmShots(
            cuts: CutList(frames: found), links: (looks.recall?.links ?? [:]).filter { $0.key < upper },
            colored: looks.colored, areas: looks.areas)
    }

    /// Which shots of an order's film are of the same set-up as earlier ones, where nothing else has to be known.
    ///
    /// - Parameters:
    ///   - cuts: the film's, if they are known.
    ///   - reporter: is told that the film is read.
    /// - Throws: `MediaError`, or `Interrupted` after a cancellation.
    static func links(
        of order: Order, cuts: CutList?, input: NetworkInput, cancellation: Cancellation, reporter: any Reporter
    ) throws -> [Int: Int] {
        reporter.report(.searchingShots(isForCuts: false, recalls: true))
        let frames = try NumberedFrames(
            order.source, turnsUpright: order.turnsUpright, threads: order.coloring.threads, cancellation: cancellation)
        let search = ShotSearch(
            frames: frames, input: input, known: cuts, recalls: true, looksAtPictures: false,
            onFrame: { _ in if cancellation.isCancelled { throw Interrupted() } })
        return try search.shots(named: [], part: order.source.range, steadiness: order.coloring.steadiness).links
    }

    /// Frames that are looked at for borders that the whole film has.
    private static let sampleCount = 24

    /// What the borders leave that frames all over the film have in common; nil if there are none, or if nobody knows
    /// how many frames there are.
    private func area(of range: Range<Int>, _ reduction: FrameReduction) throws -> PictureArea? {
        guard let count = try frames.count() else { return nil }
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
    /// Gets every frame; nil if shots of the same set-up are not wanted.
    let recall: ShotRecall?
    private(set) var colored: [Int] = []
    private(set) var areas: [ShotArea] = []
    /// Frames of which nobody knows yet whether a shot begins with them.
    private var waiting: [(number: Int, look: FrameLook?, input: Held<PlaneBuffer>)] = []
    private var shot: (first: Int, frames: Int, colored: Int, borders: BorderSearch)?

    init(recall: ShotRecall?) { self.recall = recall }

    /// - Parameter input: what the network reads of the frame.
    mutating func add(_ number: Int, _ look: FrameLook?, _ input: consuming PlaneBuffer) {
        waiting.append((number, look, Held(input)))
    }

    /// Puts the frames before `end` into their shots.
    mutating func decide(before end: Int, cuts: Set<Int>) throws {
        while let (number, look, input) = waiting.first, number < end {
            waiting.removeFirst()
            if let recall, let input = input.take() {
                try recall.add(number, lightness: input, isShotStart: cuts.contains(number))
            }
            guard let look else { continue }
            if cuts.contains(number) { endLooks() }
            var current = shot ?? (number, 0, 0, BorderSearch())
            current.frames += 1
            if look.isColored { current.colored += 1 }
            current.borders.add(look.borders)
            shot = current
        }
    }

    mutating func endShot() throws {
        try recall?.finishShot()
        endLooks()
    }

    private mutating func endLooks() {
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
