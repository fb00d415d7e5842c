package import Net

/// What predicts the colour of a frame from its lightness: the network, or a stand-in in tests.
package protocol ChromaPredictor: Sendable {
    /// Size of the lightness picture it takes.
    var inputWidth: Int { get }
    var inputHeight: Int { get }
    /// Size of the a and b planes it gives.
    var abWidth: Int { get }
    var abHeight: Int { get }

    /// Predictions that run at the same time.
    var concurrentPredictions: Int { get }

    /// Whether the same lightness always gives the same a and b, bit for bit.
    var isRepeatable: Bool { get }

    /// Reads `inputWidth` × `inputHeight` values of L* in 0…100, writes `abWidth` × `abHeight` values of a*, then as
    /// many of b*. Called by so many threads at a time as `concurrentPredictions` says.
    func predict(lightness: Span<Float>, ab: inout MutableSpan<Float>) throws(NetError)
}

extension ChromaPredictor {
    /// One after the other.
    package var concurrentPredictions: Int { 1 }

    /// As sums that are always taken in the same order are.
    package var isRepeatable: Bool { true }
}

extension Colorizer: ChromaPredictor {}
