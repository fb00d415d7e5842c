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
    let buffers: PlaneBufferPool

    /// The first frames of shots, without the source's first, and of each shot the chosen frame. Throws `MediaError` or
    /// `ColorError`.
    func choose() throws -> (cuts: [Int], chosen: [Int]) {
        let reduction = FrameReduction(to: input, buffers: buffers)
        let finder = CutFinder(buffers: buffers)
        var cuts: [Int] = []
        var edges: [Float] = []
        while let frame = try frames.frame(at: edges.count) {
            let ticket = frame.ticket
            let reduced = try reduction.reduce(frame.takePayload(), ticket)
            edges.append(Self.edges(reduced.input, input))
            cuts += try finder.add(lightness: reduced.input)
        }
        cuts += try finder.finish()
        let chosen = zip([0] + cuts, cuts + [edges.count]).compactMap { start, end in
            (start..<end).max { edges[$0] < edges[$1] }
        }
        return (cuts, chosen)
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
