internal import Color
internal import Coloring
internal import Guidance

/// Colours single pictures with points of the truth, as a run does a frame that points are given for.
struct PointedPictures {
    private let coloring: FrameColoring
    private let sight: FrameSight
    private let buffers = PlaneBufferPool()

    /// - Parameters:
    ///   - coloring: with the network that colours.
    ///   - keys: what gives the keys, where that network does not.
    init(_ coloring: FrameColoring, keys: (any ChromaPredictor)?) {
        self.coloring = coloring
        sight = FrameSight(coloring.predictor, keys: keys, saturation: coloring.look.saturation, buffers: buffers)
    }

    /// The picture with these colours at these places. Throws `ColorError` or `NetError`.
    ///
    /// - Parameters:
    ///   - lightness: what the network read.
    ///   - output: what it gave.
    func picture(
        _ lightness: borrowing PlaneBuffer, _ output: borrowing PlaneBuffer, places: [KnownPlace]
    ) throws -> ColoredPicture {
        let nothing = try buffers.take(width: lightness.width, height: 3 * lightness.height)
        nothing.mutableValues.update(repeating: 0)
        let given = ReferenceColors(planes: nothing)
        var track = ShotTrack(first: 0, references: [0], buffers: buffers)
        try track.add(lightness: lightness)
        let colors = try sight.withSeen(lightness, output) { seen in
            let spread = try PointSpread(buffers: buffers).colors(places, over: given, seen: seen)
            let reference = try ShotReference(spread, seen: seen, buffers: buffers)
            return try ShotGuide(track, references: [0: reference], buffers: buffers).colors(of: 0, seen: seen)
        }
        guard let colors else { return try coloring.join(lightness, output) }
        return try coloring.join(lightness, colors, from: .person)
    }
}
