import Color
import Flow
import Glibc
import Net
import Shots
import TestSupport
import Testing

@testable import Coloring

/// A stage that several threads work for.
@Suite struct ParallelStageTests {
    typealias Stand = SteadyFlowTests

    /// Takes longer for some pictures than for others, so that later frames are done first; fails at one if asked to.
    /// With `meets` the first prediction waits for the second to begin.
    private func slow(workers: Int, meets: Bool = false, failsAt: Int? = nil) -> WatchedPredictor {
        WatchedPredictor(concurrentPredictions: workers) { call, begun throws(NetError) in
            usleep(call % 3 == 0 ? 4000 : 500)
            // Who never comes is given up after a minute.
            for _ in 0..<60_000 where meets && call == 1 && begun.withLock({ $0 }) < 2 { usleep(1000) }
            if call == failsAt { throw NetError(.execution, operation: "predict", reason: "asked to fail") }
        }
    }

    private func run(_ predictor: WatchedPredictor, holds: Int = 1) throws -> [[UInt8]] {
        let sink = Stand.Sink()
        let flow = PipelineFlow(
            source: Handover(Stand.Source(part: 0..<24, of: 24, context: 0, shotLength: 4, holds: holds)),
            sink: Handover(sink), target: Stand.Sink.target,
            predictor: predictor, look: ColorLook(), steadiness: .off, cuts: nil,
            cancellation: Cancellation(), onCut: { _ in }, onHeldFrame: {}, onWritten: { _, _ in })
        _ = try flow.run()
        return sink.written.withLock { $0 }.map(\.samples)
    }

    @Test(arguments: [2, 3, 8], [1, 3]) func framesKeepTheirOrderAndColors(workers: Int, holds: Int) throws {
        let expected = try run(slow(workers: 1), holds: holds)
        let predictor = slow(workers: workers, meets: holds == 1)
        let found = try run(predictor, holds: holds)
        let areEqual = found == expected
        #expect(areEqual && found.count == 24)
        let most = predictor.running.withLock { $0.most }
        // A held frame waits for the one it is like, so that there nobody need meet.
        #expect(most >= (holds == 1 ? 2 : 1) && most <= workers)
    }

    /// The first failure ends the run, whoever waits for whom.
    @Test(arguments: [1, 2, 5, 24]) func aFailureEndsAll(call: Int) throws {
        let error = #expect(throws: StageError.self) {
            try run(slow(workers: 3, failsAt: call))
        }
        #expect(error?.description.contains("asked to fail") == true)
    }
}
