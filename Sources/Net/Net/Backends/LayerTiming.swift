/// How long one step of a network took, run by run.
public struct LayerTiming: Sendable {
    /// The layer of the network, "model5.2", or what had to be done between two layers.
    public let name: String
    /// The back end's name of the implementation: "jit:avx512_core_bf16".
    public let implementation: String
    /// Per run, in order.
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
