import Color
import Flow
import Net
import Shots
import TestSupport
import Testing
import Weights

@testable import Coloring

/// Frames that the network has just seen get the same colour without it.
@Suite struct HeldFramesTests {
    typealias Stand = SteadyFlowTests

    private func run(
        _ steadiness: Steadiness, _ part: Range<Int>, holds: Int, isRepeatable: Bool = true
    ) throws -> (frames: [[UInt8]], calls: Int, held: Int) {
        let predictor = WatchedPredictor(isRepeatable: isRepeatable)
        let held = Guarded(0)
        let sink = Stand.Sink()
        let flow = PipelineFlow(
            source: Handover(
                Stand.Source(part: part, of: 24, context: steadiness.contextFrames, shotLength: 4, holds: holds)),
            sink: Handover(sink), target: Stand.Sink.target, predictor: predictor, look: ColorLook(),
            steadiness: steadiness, cuts: nil,
            cancellation: Cancellation(), onCut: { _ in }, onHeldFrame: { held.withLock { $0 += 1 } },
            onWritten: { _, _ in })
        _ = try flow.run()
        return (
            sink.written.withLock { $0 }.map(\.samples), predictor.begun.withLock { $0 }, held.withLock { $0 }
        )
    }

    @Test(arguments: Steadiness.allCases, [1, 2, 3])
    func theFilmIsTheSameWithFewerPredictions(steadiness: Steadiness, holds: Int) throws {
        let spared = try run(steadiness, 0..<24, holds: holds)
        let asked = try run(steadiness, 0..<24, holds: holds, isRepeatable: false)
        let areEqual = spared.frames == asked.frames
        #expect(areEqual && spared.frames.count == 24)
        #expect(spared.calls == 24 / holds && spared.held == 24 - 24 / holds)
        #expect(asked.calls == 24 && asked.held == 0)
    }

    /// Context is read to either side of a part: it may spare the network work, but is no frame of the part.
    @Test(arguments: [Steadiness.off, .light])
    func aPartIsThatOfTheWhole(steadiness: Steadiness) throws {
        let whole = try run(steadiness, 0..<24, holds: 3).frames
        let part = try run(steadiness, 7..<13, holds: 3)
        let areEqual = part.frames == Array(whole[7..<13])
        #expect(areEqual)
        // 7 and 8 show what 6 does, 10 and 11 what 9 does; without context nobody has seen 6.
        #expect(part.held == (steadiness == .off ? 3 : 4))
    }

    /// What the reuse stands on. With several threads, each in its turn after another picture.
    @Test(arguments: 1...3) func predictionsRepeat(threads: Int) throws {
        var options = Colorizer.Options()
        (options.inputWidth, options.inputHeight, options.threads) = (128, 96, threads)
        let colorizer = try Colorizer(model: .lite, weights: .embeddedLite(), options: options)
        #expect(colorizer.isRepeatable)
        var first: [[UInt32]] = []
        for turn in 0..<6 {
            let lightness = (0..<128 * 96).map { Float(($0 * (turn % 2 == 0 ? 7919 : 104_729)) % 1009) / 10.09 }
            var ab = [Float](repeating: 0, count: 2 * colorizer.abWidth * colorizer.abHeight)
            var span = ab.mutableSpan
            try colorizer.predict(lightness: lightness.span, ab: &span)
            let bits = ab.map(\.bitPattern)
            if turn < 2 { first.append(bits) }
            let areEqual = bits == first[turn % 2]
            #expect(areEqual, "turn \(turn)")
        }
        let areDifferent = first[0] != first[1]
        #expect(areDifferent)
    }
}
