internal import Color
internal import Coloring
internal import Flow
internal import Media
internal import Net
internal import Report
internal import Shots

/// The frames of a sample as they are read ahead where shots are held together; each is given once, in order.
final class SampleSights: SightOfFrames {
    private let source: any FrameSource
    private let count: Int
    private let reduction: FrameReduction
    private var given = 0

    /// - Parameters:
    ///   - source: of one place.
    ///   - count: frames that were taken of it.
    private init(_ source: any FrameSource, count: Int, input: NetworkInput) {
        (self.source, self.count) = (source, count)
        reduction = FrameReduction(to: input)
    }

    func sight(of number: Int) throws -> PlaneBuffer? {
        while given < count, let frame = try source.next() {
            if frame.ticket.isContext { continue }
            given += 1
            let ticket = frame.ticket
            return try reduction.reduce(frame.takePayload(), ticket).takeInput()
        }
        return nil
    }

    /// The processor time that looking ahead takes for the frames of a sample, in seconds.
    ///
    /// - Parameters:
    ///   - places: of the sample, with the frames that were taken of each.
    ///   - predictor: the network that colours every frame.
    ///   - painter: see `StretchMaker`.
    /// - Throws: what reading and the networks throw.
    static func cost(
        _ places: [(open: SampleFrames.Place, frames: Int)], predictor: any ChromaPredictor,
        painter: (any ChromaPredictor)?
    ) throws -> Double {
        let start = ProcessorTime.ofProcess
        let buffers = PlaneBufferPool()
        for place in places {
            let sights = SampleSights(try place.open(), count: place.frames, input: predictor.input)
            let maker = StretchMaker(
                sights, predictor: predictor, painter: painter, cuts: nil, recall: ShotRecall(buffers: buffers),
                buffers: buffers)
            while try maker.next() != nil {}
        }
        return (ProcessorTime.ofProcess - start).seconds
    }
}
