internal import Coloring
internal import Shots

private let side = MotionField.side

/// Where things of one frame are in a later frame of its shot.
struct ThingTracks: Sendable {
    /// The number of the earlier frame.
    let earlier: Int
    /// Each thing's cell in the earlier frame, and its place in the later one, in cells.
    let things: [(cell: Int, x: Double, y: Double)]
}

/// The ways of things that end in a frame, and those that begin there.
struct FrameWays: Sendable {
    let ended: [ThingTracks]
    /// The frame's number if things are followed from it; nil if not.
    let start: Int?
}

/// Follows the things of one shot along the motion of its frames: from its first frame and from every 24th after that
/// to each frame some multiple of 24 later, and to the last.
///
/// A thing is followed as long as `FrameAlignment` holds where it is, from frame to frame. At the end of its way the
/// motion back through all frames has to lead to within a cell of where it began, and the lightness there has to be the
/// same to 8 L*, but for a change of the whole picture. Cells: `MotionField.side` on a side.
struct ThingTracker {
    /// Frames from one that things are followed from to the next.
    static let interval = 24
    /// Frames that things are followed from at the same time: nothing is followed longer than 16 × 24 frames.
    static let mostStarts = 16

    private let shot: Range<Int>
    private var starts: [Start] = []

    /// The frames of the shot will be added one after another.
    init(_ shot: Range<Int>) { self.shot = shot }

    /// Takes the next frame.
    ///
    /// - Parameters:
    ///   - number: of the frame.
    ///   - lightness: its L*, in cells.
    ///   - alignment: with the frame before; nil for the first of the film.
    mutating func add(_ number: Int, lightness: [Double], alignment: FrameAlignment?) -> FrameWays {
        if number > shot.lowerBound, let alignment {
            for index in starts.indices { starts[index].follow(alignment) }
        }
        let isStart = (number - shot.lowerBound).isMultiple(of: Self.interval)
        var ended: [ThingTracks] = []
        if isStart || number == shot.upperBound - 1 {
            // Of a short shot the two ends count.
            let least = min(Self.interval, max(1, shot.count - 1))
            ended = starts.filter { number - $0.number >= least }.map { $0.tracks(lightness) }
            starts.removeAll { $0.isLost }
        }
        if isStart {
            if starts.count == Self.mostStarts { starts.removeFirst() }
            starts.append(Start(number, lightness))
        }
        return FrameWays(ended: ended, start: isStart ? number : nil)
    }

    /// The things of one frame on their way.
    private struct Start {
        let number: Int
        private let lightness: [Double]
        private var things: [(cell: Int, x: Double, y: Double)] = []
        /// From the last frame to this one.
        private var back: MotionField
        /// Every other cell of every other row is followed.
        private static let step = 2

        init(_ number: Int, _ lightness: [Double]) {
            (self.number, self.lightness) = (number, lightness)
            let nowhere = [Double](repeating: 0, count: side * side)
            back = MotionField(x: nowhere, y: nowhere)
            for y in stride(from: Self.step / 2, to: side, by: Self.step) {
                for x in stride(from: Self.step / 2, to: side, by: Self.step) {
                    things.append((y * side + x, Double(x), Double(y)))
                }
            }
        }

        var isLost: Bool { things.isEmpty }

        mutating func follow(_ alignment: FrameAlignment) {
            things = things.compactMap { thing in
                guard let place = alignment.next(thing.x, thing.y) else { return nil }
                return (thing.cell, place.x, place.y)
            }
            back = alignment.extended(back)
        }

        /// - Parameter later: the lightness of the frame that the things have come to.
        func tracks(_ later: [Double]) -> ThingTracks {
            let home = things.filter { thing in
                let x = thing.x + back.x.between(thing.x, thing.y, width: side) - Double(thing.cell % side)
                let y = thing.y + back.y.between(thing.x, thing.y, width: side) - Double(thing.cell / side)
                return x * x + y * y < 1
            }
            let changes = home.map { later.between($0.x, $0.y, width: side) - lightness[$0.cell] }
            let change = changes.isEmpty ? 0 : changes.sorted()[changes.count / 2]
            let kept = zip(home, changes).filter { abs($1 - change) < 8 }.map(\.0)
            return ThingTracks(earlier: number, things: kept)
        }
    }
}
