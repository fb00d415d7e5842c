import Flow
import Net

@testable import Coloring

/// The stand-in of `SteadyFlowTests`, which counts what it is asked for and may take its time.
struct WatchedPredictor: ChromaPredictor {
    var concurrentPredictions = 1
    var isRepeatable = true
    /// What happens before each prediction. Gets its number, the first being 1, and how many have begun.
    var before: @Sendable (_ call: Int, _ begun: Guarded<Int>) throws(NetError) -> Void = { _, _ in }
    /// Predictions that have begun.
    let begun = Guarded(0)
    /// Predictions that run, and the most that ever did.
    let running = Guarded((now: 0, most: 0))
    let predictor = SteadyFlowTests.Predictor()

    var input: NetworkInput { predictor.input }
    var output: NetworkOutput { predictor.output }

    func predict(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
        running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
        defer { running.withLock { $0.now -= 1 } }
        let call = begun.withLock { begun in
            begun += 1
            return begun
        }
        try before(call, begun)
        try predictor.predict(input, into: &output)
    }
}
