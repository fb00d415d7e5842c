internal import Color
internal import Coloring
internal import Media
internal import Net
internal import Shots

/// Reads a film ahead of the run for what its shots look like: which are in colour already, and which have black
/// borders.
struct PictureSearch {
    private let frames: NumberedFrames
    private let reduction: FrameReduction
    /// Called after each frame; what it throws ends the search.
    private let onFrame: () throws -> Void

    /// Frames that are looked at for borders that the whole film has.
    private static let sampleCount = 24

    init(_ frames: NumberedFrames, input: NetworkInput, onFrame: @escaping () throws -> Void) {
        self.frames = frames
        self.onFrame = onFrame
        reduction = FrameReduction(to: NetworkInput(width: input.width, height: input.height))
    }

    /// What the borders leave that frames all over the film, or over a part of it, have in common; nil if there are
    /// none, or if nobody knows how many frames there are. Borders hide cuts: they are the same before and after.
    func commonArea(_ part: FrameRange?) throws -> PictureArea? {
        guard let count = frames.count else { return nil }
        let all = part?.clamped(toCount: count) ?? 0..<count
        var borders = BorderSearch()
        for number in Set((0..<Self.sampleCount).map { all.lowerBound + all.count * $0 / Self.sampleCount }).sorted() {
            guard let look = try look(number) else { break }
            borders.add(look.borders)
        }
        return borders.area
    }

    /// Shots of which at least half the frames have colours of their own, and what is left of the pictures without
    /// black borders, of shots that have them; both by the first frames of shots that were read.
    ///
    /// - Parameter part: the frames that will be coloured; nil for all.
    func shots(_ cuts: CutList, _ part: FrameRange?) throws -> (colored: [Int], areas: [ShotArea]) {
        var looks = ShotLooks()
        var number = part?.lower ?? 0
        while part?.upper.map({ number < $0 }) ?? true, let look = try look(number) {
            looks.add(number, look, isCut: cuts.contains(number))
            number += 1
            try onFrame()
        }
        looks.endShot()
        return (looks.colored, looks.areas)
    }

    private func look(_ number: Int) throws -> FrameLook? {
        guard let frame = try frames.frame(at: number) else { return nil }
        let ticket = frame.ticket
        return try reduction.reduce(frame.takePayload(), ticket).look()
    }
}

/// Brings together what frames look like, shot by shot.
private struct ShotLooks {
    private(set) var colored: [Int] = []
    private(set) var areas: [ShotArea] = []
    private var shot: (first: Int, frames: Int, colored: Int, borders: BorderSearch)?

    mutating func add(_ number: Int, _ look: FrameLook, isCut: Bool) {
        if isCut { endShot() }
        var current = shot ?? (number, 0, 0, BorderSearch())
        current.frames += 1
        if look.isColored { current.colored += 1 }
        current.borders.add(look.borders)
        shot = current
    }

    mutating func endShot() {
        guard let ended = shot.take() else { return }
        if 2 * ended.colored >= ended.frames { colored.append(ended.first) }
        if let area = ended.borders.area { areas.append(ShotArea(first: ended.first, area: area)) }
    }
}
