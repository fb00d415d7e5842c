internal import Coloring

/// How far colours drift within shots: the mean distance in a and b between a thing's colour at the start and at the
/// end of its way, over all things that `ThingTracker` has followed.
struct Drift: Sendable {
    private var sum = 0.0
    private var count = 0
    private var starts: [(number: Int, chroma: ChromaPicture)] = []

    /// - Parameters:
    ///   - chroma: the next frame's colour, in cells.
    ///   - ways: that end and begin there.
    mutating func add(_ chroma: ChromaPicture, ways: FrameWays) {
        for way in ways.ended {
            guard let start = starts.last(where: { $0.number == way.earlier }) else { continue }
            for thing in way.things {
                let a = chroma.a.between(thing.x, thing.y, width: chroma.width) - start.chroma.a[thing.cell]
                let b = chroma.b.between(thing.x, thing.y, width: chroma.width) - start.chroma.b[thing.cell]
                sum += (a * a + b * b).squareRoot()
            }
            count += way.things.count
        }
        if let start = ways.start {
            if starts.count == ThingTracker.mostStarts { starts.removeFirst() }
            starts.append((start, chroma))
        }
    }

    /// The drift; nil if nothing could be followed.
    var value: Double? { count == 0 ? nil : sum / Double(count) }
}
