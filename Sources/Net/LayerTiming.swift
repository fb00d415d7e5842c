/// How long one of the steps took that a network is computed in.
public struct LayerTiming: Sendable {
    /// The layer of the network, "model5.2", or what had to be done between two layers.
    public let name: String
    /// oneDNN's name of the implementation: "jit:avx512_core_bf16".
    public let implementation: String
    /// Of each run in turn.
    public private(set) var nanoseconds: [Int] = []

    init(name: String, implementation: String) {
        self.name = name
        self.implementation = implementation
    }

    mutating func append(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        nanoseconds.append(Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000))
    }
}

extension Colorizer {
    /// Runs the network `repeats` times step by step, and says how long each step took. For benchmarks: to wait for
    /// every step costs a little.
    ///
    /// - `lightness`: as for `predict`.
    ///
    /// Throws as `predict`, except that the result is not looked at.
    public func timeLayers(lightness: Span<Float>, repeats: Int) throws(NetError) -> [LayerTiming] {
        try executors.timeStages(lightness, repeats: repeats)
    }
}
