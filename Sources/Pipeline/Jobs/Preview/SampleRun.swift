internal import Coloring
internal import Flow
internal import Media
internal import Report

/// Colours and encodes a sample, to know what a run costs.
struct SampleRun {
    let coloring: ColoringOrder
    let predictor: any ChromaPredictor
    let cancellation: Cancellation

    /// What the sample cost.
    struct Cost {
        var frames: Int
        var secondsPerFrame: Double
        var processorSecondsPerFrame: Double

        /// Adds processor time that all frames take together, divided among as many cores.
        mutating func add(processorSeconds: Double) {
            let factor = 1 + processorSeconds / Double(frames) / max(processorSecondsPerFrame, 1e-9)
            secondsPerFrame *= factor
            processorSecondsPerFrame *= factor
        }
    }

    /// - Parameters:
    ///   - frames: of the sample.
    ///   - sink: where they go.
    ///   - target: what its frames are to be like.
    /// - Throws: `MediaError`, `NetError`, `StageError`, or `Interrupted` after a cancellation.
    func run(_ frames: SampleFrames, into sink: any FrameSink, target: FrameTarget) throws -> Cost? {
        let meter = Guarded(Meter())
        let start = Meter.Reading.now
        _ = try PipelineFlow(
            source: Handover(frames), sink: Handover(sink), target: target, predictor: predictor, look: coloring.look,
            steadiness: coloring.steadiness, cuts: nil, cancellation: cancellation, onCut: { _ in }, onHeldFrame: {},
            onWritten: { count, byteCount in meter.withLock { $0.add(frames: count, byteCount: byteCount) } }
        ).run()
        return meter.withLock { $0.cost(from: start, to: .now) }
    }

    /// Reads the clocks while frames are written.
    private struct Meter {
        struct Reading {
            let instant: ContinuousClock.Instant
            let processor: Duration

            static var now: Reading { Reading(instant: .now, processor: ProcessorTime.ofProcess) }

            /// Cores that were at work between two readings.
            func cores(until end: Reading) -> Double {
                (end.processor - processor).seconds / max((end.instant - instant).seconds, 1e-9)
            }
        }

        /// Fewer frames than this in the steady flow say little of it.
        private static let leastFrames = 8
        private var frames = 0
        /// When the encoder had taken as many frames as it looks ahead.
        private var first: (frame: Int, reading: Reading)?
        private var last: Reading?

        mutating func add(frames count: Int, byteCount: Int) {
            // The encoder gives the rest at once at its end.
            guard count > 0 else { return }
            frames += count
            if first == nil, byteCount > 0 { first = (frames, .now) }
            last = .now
        }

        /// All the work that a frame is, done by as many cores as were at work in the steady flow: at its beginning and
        /// its end a flow leaves some without work, which in a long run does not count.
        func cost(from start: Reading, to end: Reading) -> Cost? {
            guard frames > 0 else { return nil }
            let processor = (end.processor - start.processor).seconds / Double(frames)
            var cores = start.cores(until: end)
            if let first, let last, frames - first.frame >= Self.leastFrames {
                cores = max(cores, first.reading.cores(until: last))
            }
            return Cost(
                frames: frames, secondsPerFrame: processor / max(cores, 1e-3), processorSecondsPerFrame: processor)
        }
    }
}

/// Encodes stills and counts their bytes; writes nothing.
final class StillsSample: FrameSink {
    private let format: PictureFormat?
    private(set) var byteCount = 0

    /// - Parameter format: of the stills; nil for each one's own.
    init(_ format: PictureFormat?) { self.format = format }

    func write(_ frame: consuming TicketedFrame<Frame>) throws {
        let ticket = frame.ticket
        byteCount += try PictureFile.bytes(
            of: frame.payload, as: ImageSequenceWriter.format(format, for: ticket.name), details: ticket.picture,
            path: ticket.name
        ).count
    }

    func finish() {}
}
