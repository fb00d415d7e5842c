import Color
import Flow
import Guidance
import Media
import Shots
import Testing

@testable import Coloring
@testable import Net

/// A network that takes hints is told of a person's colours before it colours a frame.
@Suite struct HintStageTests {
    /// Colours what it is told of, and nothing else; notes how many hints it got.
    struct Predictor: ChromaPredictor {
        let input = NetworkInput(width: 64, height: 64, hasHints: true)
        let output = NetworkOutput(
            width: 64, height: 64, featuresShape: NetworkOutput.FeaturesShape(channels: 16, height: 64, width: 64))
        let hints = Guarded<[Int]>([])

        func predict(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
            let count = 64 * 64
            var hinted = 0
            for i in 0..<count {
                let isHint = input[3 * count + i] == 1
                if isHint { hinted += 1 }
                (output[i], output[count + i]) = isHint ? (input[count + i], input[2 * count + i]) : (0, 0)
                for channel in 0..<16 { output[(2 + channel) * count + i] = input[(i + 5 * channel) % count] }
            }
            let number = hinted
            hints.withLock { $0.append(number) }
        }
    }

    /// The same for all frames.
    struct Guides: FrameGuides {
        let keys: (any ChromaPredictor)? = nil
        let guide: ShotGuide

        func guide(of number: Int) throws -> ShotGuide? { guide }
        func changes(of number: Int) -> [ColorChange] { [] }
        func shotStart(of number: Int) -> Int { 0 }
    }

    private static let count = 8

    private func source() -> SteadyFlowTests.Source {
        SteadyFlowTests.Source(part: 0..<Self.count, of: Self.count, context: 0, shotLength: 100)
    }

    /// The guide of the shot, of which frame 0 is red in the left half, and nothing is said of the right.
    private func guide(_ predictor: Predictor) throws -> ShotGuide {
        let buffers = PlaneBufferPool()
        let reduction = FrameReduction(to: NetworkInput(width: 64, height: 64), buffers: buffers)
        let predict = Prediction(predictor: predictor, buffers: buffers)
        let sight = FrameSight(predictor, keys: nil, saturation: 1, buffers: buffers)
        let source = source()
        var track = ShotTrack(first: 0, references: [0], buffers: buffers)
        var references: [Int: ShotReference] = [:]
        while let frame = try source.next() {
            let ticket = frame.ticket
            let lightness = try reduction.reduce(frame.takePayload(), ticket).takeInput()
            try track.add(lightness: lightness)
            guard ticket.number == 0 else { continue }
            let colors = try buffers.take(width: 64, height: 3 * 64)
            for i in 0..<colors.count { colors.base[i] = i % 64 < 32 ? [60, 30, 1][i / 4096] : 0 }
            let given = ReferenceColors(planes: colors)
            references[0] = try sight.withSeen(lightness, predict.withoutHints(lightness)) { seen in
                try ShotReference(given, seen: seen, buffers: buffers)
            }
        }
        return ShotGuide(track, references: references, buffers: buffers)
    }

    @Test func framesComeWithHints() throws {
        let predictor = Predictor()
        let guides = Guides(guide: try guide(predictor))
        #expect(predictor.hints.withLock { $0 } == [0])
        let sink = SteadyFlowTests.Sink()
        let flow = PipelineFlow(
            source: Handover(source()), sink: Handover(sink), target: SteadyFlowTests.Sink.target,
            predictor: predictor, look: ColorLook(), steadiness: .light, cuts: CutList(frames: []),
            guides: Handover(guides), cancellation: Cancellation(), onCut: { _ in }, onHeldFrame: {},
            onWritten: { _, _ in })
        _ = try flow.run()
        let hints = predictor.hints.withLock { $0 }.dropFirst()
        #expect(hints.count == Self.count && hints.first == 32 * 64)
        #expect(hints.allSatisfy { (1000...2600).contains($0) }, "\(hints)")
        let written = sink.written.withLock { $0 }
        #expect(written.count == Self.count)
        for frame in written {
            // Cb of the second plane: below grey where it is red, grey where nobody said anything.
            let row = frame.samples[(48 + 24) * 64..<(48 + 25) * 64]
            #expect(row[row.startIndex + 12] < 120 && abs(Int(row[row.startIndex + 56]) - 128) <= 2)
        }
    }

    /// Without a person's colours nobody asks for hints.
    @Test func withoutGuidesThereAreNone() throws {
        let predictor = Predictor()
        let sink = SteadyFlowTests.Sink()
        let flow = PipelineFlow(
            source: Handover(source()), sink: Handover(sink), target: SteadyFlowTests.Sink.target,
            predictor: predictor, look: ColorLook(), steadiness: .light, cuts: nil, cancellation: Cancellation(),
            onCut: { _ in }, onHeldFrame: {}, onWritten: { _, _ in })
        _ = try flow.run()
        #expect(predictor.hints.withLock { $0 } == [Int](repeating: 0, count: Self.count))
    }
}
