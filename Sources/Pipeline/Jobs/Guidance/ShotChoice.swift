internal import Color
internal import Coloring
internal import Media
internal import Net
internal import Shots

/// Reads a source for its shots, and chooses the most telling frame of each: the one with the most edges, where most is
/// to be seen.
struct ShotChoice {
    let frames: NumberedFrames
    /// The size at which frames are looked at.
    let input: NetworkInput
    /// As in `ShotSearch`.
    var recalls = false
    /// Likewise.
    var looksAtPictures = false

    /// The shots, and of each the chosen frame. Throws `MediaError` or `ColorError`.
    func choose() throws -> (shots: FilmShots, chosen: [Int]) {
        var edges: [Float] = []
        let search = ShotSearch(
            frames: frames, input: input, known: nil, recalls: recalls, looksAtPictures: looksAtPictures,
            onFrame: { [input] plane in edges.append(Self.edges(plane, input)) })
        let shots = try search.shots(named: [], part: nil, steadiness: .off)
        let starts = shots.starts
        let chosen = zip(starts, starts.dropFirst() + [edges.count]).compactMap { start, end in
            (start..<end).max { edges[$0] < edges[$1] }
        }
        return (shots, chosen)
    }

    /// Differences of L* between neighbours in a row, of what the network reads.
    static func edges(_ plane: borrowing PlaneBuffer, _ input: NetworkInput) -> Float {
        let lightness = plane.values[input.lightness]
        var (sum, last) = (Float(0), lightness.first ?? 0)
        for value in lightness {
            sum += abs(value - last)
            last = value
        }
        return sum
    }
}

extension FilmShots {
    /// The first frames of all shots, in order.
    var starts: [Int] { cuts.frames.union([0]).sorted() }
}
