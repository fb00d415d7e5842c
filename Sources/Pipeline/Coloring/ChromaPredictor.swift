package import Net

/// What predicts the colour of a frame from its lightness: the network, or a stand-in in tests.
package protocol ChromaPredictor: Sendable {
    /// The layout of what it reads.
    var input: NetworkInput { get }
    /// The layout of what it gives.
    var output: NetworkOutput { get }

    /// Predictions that run at the same time.
    var concurrentPredictions: Int { get }

    /// Whether the same input always gives the same output, bit for bit.
    var isRepeatable: Bool { get }

    /// Reads one input, writes one output. Called by so many threads at a time as `concurrentPredictions` says.
    func predict(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError)
}

extension ChromaPredictor {
    /// One after the other.
    package var concurrentPredictions: Int { 1 }

    /// As sums that are always taken in the same order are.
    package var isRepeatable: Bool { true }
}

extension Colorizer: ChromaPredictor {}
