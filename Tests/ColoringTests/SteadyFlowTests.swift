import Color
import Files
import Flow
import Net
import Shots
import TestSupport
import Testing

@testable import Coloring
@testable import Media

/// Steady colour in the pipeline, between a stand-in source and a sink that remembers.
@Suite struct SteadyFlowTests {
    /// Gray frames of a moving pattern, each picture shown for `holds` frames; those outside `part` are context.
    final class Source: FrameSource {
        private let part: Range<Int>
        private var place: Int
        private let end: Int
        private let shotLength: Int
        private let holds: Int

        init(part: Range<Int>, of count: Int, context: Int, shotLength: Int, holds: Int = 1) {
            self.part = part
            place = max(0, part.lowerBound - context)
            end = min(count, part.upperBound + context)
            self.shotLength = shotLength
            self.holds = holds
        }

        func next() throws -> TicketedFrame<Frame>? {
            guard place < end else { return nil }
            defer { place += 1 }
            let format = try #require(PixelFormat(named: "gray"))
            let frame = try Frame()
            try frame.allocatePlanes(format: format, width: 64, height: 48)
            let tags = try ColorTags(of: frame, format: format)
            let layout = format.layout(width: 64, height: 48, color: tags.description)
            let (picture, scene) = (place / holds, MadeFilm.scene(place / holds / shotLength))
            try frame.withPlanes(format: format, layout: layout) { planes throws(MediaError) in
                for y in 0..<48 {
                    let row = planes.data.0.advanced(by: y * planes.strideBytes.0).assumingMemoryBound(to: UInt8.self)
                    for x in 0..<64 {
                        let place = (Double(x + picture % 7) / 64, Double(y) / 48)
                        row[x] = UInt8(
                            clamping: Int(2.5 * scene(place.0, place.1).lightness) + (picture * 37 + x * 11) % 5)
                    }
                }
            }
            let ticket = FrameTicket(
                number: place, pts: Int64(place), duration: 1, name: nil, format: format, tags: tags,
                isContext: !part.contains(place))
            return TicketedFrame(ticket, frame)
        }
    }

    /// Colour that depends on every sample of the lightness, so that it flickers.
    struct Predictor: ChromaPredictor {
        let input = NetworkInput(width: 64, height: 64)
        let output = NetworkOutput(width: 16, height: 16)

        func predict(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
            var sum: Float = 0
            for i in input.indices { sum += input[i] * Float(i % 13 - 6) }
            for i in output.indices { output[i] = 30 + (sum / 50).truncatingRemainder(dividingBy: 20) + Float(i % 16) }
        }
    }

    final class Sink: FrameSink {
        let written = Guarded<[(index: Int, samples: [UInt8])]>([])
        let isFinished = Guarded(false)
        var byteCount: Int { written.withLock { $0.reduce(0) { $0 + $1.samples.count } } }

        static let target = FrameTarget { source throws(MediaError) in
            guard let format = PixelFormat(named: "yuv444p") else { throw MediaError(.ffmpeg, reason: "no yuv444p") }
            return (format, source.tags.recombined(as: format))
        }

        func write(_ frame: consuming TicketedFrame<Frame>) throws {
            let format = try #require(PixelFormat(named: "yuv444p"))
            let layout = format.layout(width: 64, height: 48, color: frame.ticket.tags.description)
            var samples: [UInt8] = []
            try frame.payload.withPlanes(format: format, layout: layout) { planes throws(MediaError) in
                for (data, stride) in [
                    (planes.data.0, planes.strideBytes.0), (planes.data.1 ?? planes.data.0, planes.strideBytes.1),
                ] {
                    for y in 0..<48 {
                        samples += UnsafeRawBufferPointer(start: data.advanced(by: y * stride), count: 64)
                    }
                }
            }
            let (index, result) = (frame.ticket.number, samples)
            written.withLock { $0.append((index, result)) }
        }

        func finish() throws { isFinished.withLock { $0 = true } }
    }

    private func run(
        _ steadiness: Steadiness, _ part: Range<Int>, of count: Int, list: CutList? = nil, shotLength: Int = 11
    ) throws -> (frames: [[UInt8]], cuts: [Int]) {
        let sink = Sink()
        let cuts = Guarded<[Int]>([])
        let source = Source(part: part, of: count, context: steadiness.contextFrames, shotLength: shotLength)
        let flow = PipelineFlow(
            source: Handover(source), sink: Handover(sink), target: Sink.target, predictor: Predictor(),
            look: ColorLook(),
            steadiness: steadiness, cuts: list, cancellation: Cancellation(),
            onCut: { ticket in cuts.withLock { $0.append(ticket.number) } }, onHeldFrame: {}, onWritten: { _, _ in })
        _ = try flow.run()
        #expect(sink.isFinished.withLock { $0 })
        let written = sink.written.withLock { $0 }
        // Every frame once, in order, and no context.
        #expect(written.map(\.index) == Array(part))
        return (written.map(\.samples), cuts.withLock { $0 })
    }

    @Test func threePiecesAreTheWholeFilm() throws {
        let whole = try run(.light, 0..<26, of: 26)
        #expect(whole.cuts == [11, 22])
        let pieces = try [0..<9, 9..<17, 17..<26].map { try run(.light, $0, of: 26) }
        let areEqual = pieces.flatMap(\.frames) == whole.frames
        #expect(areEqual)
        #expect(pieces.flatMap(\.cuts) == whole.cuts)
        let off = try run(.off, 0..<26, of: 26)
        let areDifferent = off.frames != whole.frames
        #expect(areDifferent && off.cuts.isEmpty)
    }

    @Test(arguments: [0, 1, 2], Steadiness.allCases)
    func shortFilms(count: Int, steadiness: Steadiness) throws {
        #expect(try run(steadiness, 0..<count, of: count).frames.count == count)
    }

    /// A list is believed.
    @Test func cutsAreReadFromAList() throws {
        let folder = try TemporaryFolder()
        var file = try UnfinishedFile(path: folder.file("cuts"), replaces: false)
        try CutList.write([Cut(frame: 3, seconds: nil), Cut(frame: 90, seconds: nil)], to: &file)
        let listed = try run(.light, 0..<7, of: 7, list: CutList(path: folder.file("cuts")))
        #expect(listed.cuts == [3])
        let apart = try run(.light, 0..<3, of: 3).frames
        let areEqual = Array(listed.frames[..<3]) == apart
        #expect(areEqual)
    }
}
