internal import Color
internal import Coloring
internal import Flow
internal import Media
internal import Net
internal import Shots

/// The frames of a colour film as they should be, as the network sees them, and their lightness. They are read by
/// number, as often as wanted; quickest in order.
final class TrueFrames: SightOfFrames {
    private let reader: FilmFrameReader
    private let limit: Int
    private let display: DisplayReader
    private let coloring: FrameColoring
    private let buffers: PlaneBufferPool

    /// - Parameters:
    ///   - reader: of the film.
    ///   - limit: frames that count; nil for all.
    ///   - predictor: the network that will see them.
    init(
        _ reader: FilmFrameReader, limit: Int?, predictor: any ChromaPredictor, buffers: PlaneBufferPool
    ) {
        self.reader = reader
        self.limit = limit ?? .max
        self.buffers = buffers
        display = DisplayReader(part: .whole, width: predictor.input.width, height: predictor.input.height)
        coloring = FrameColoring(predictor, buffers: buffers)
    }

    /// One frame.
    struct Pair: ~Copyable {
        let rgb: RGBPicture
        let lightness: PlaneBuffer
    }

    /// Frame `number`; nil behind the last.
    ///
    /// - Parameter look: gets the frame as it was decoded.
    /// - Throws: `MediaError` or `ColorError`, and what `look` throws.
    func frame(
        at number: Int, look: (borrowing Frame, FrameTicket) throws -> Void = { _, _ in }
    ) throws -> Pair? {
        if number >= limit { return nil }
        if let count = reader.frameCount, number >= count { return nil }
        let frame = try reader.frame(at: number)
        let ticket = frame.ticket
        try look(frame.payload, ticket)
        let rgb = try display.picture(of: frame.takePayload(), format: ticket.format, tags: ticket.tags)
        return Pair(rgb: rgb, lightness: try coloring.lightness(of: rgb))
    }

    func sight(of number: Int) throws -> PlaneBuffer? {
        guard let frame = try frame(at: number) else { return nil }
        return frame.lightness
    }

    /// The shots, from a reading of their own.
    func shots() throws -> [Range<Int>] {
        let finder = CutFinder(buffers: buffers)
        var starts = [0]
        var count = 0
        while let frame = try frame(at: count) {
            starts += try finder.add(lightness: frame.lightness)
            count += 1
        }
        starts += try finder.finish()
        return zip(starts, starts.dropFirst() + [count]).map { $0..<$1 }
    }
}
