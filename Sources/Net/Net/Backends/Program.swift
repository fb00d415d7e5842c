/// A plan that a back end has compiled: any number of executors run it, each used by one thread at a time.
protocol Program: Sendable {
    /// What decides the bits of its results, besides the graph and its weights.
    var signature: NumericSignature { get }

    /// What it does step by step: the node's name and the back end's name of the implementation, for profiles.
    var stepNames: [(name: String, implementation: String)] { get }

    /// Reserves the memory to run it. Throws `execution`.
    func makeExecutor() throws(NetError) -> any Executor
}

/// What decides the bits of a network's results, besides the graph and its weights: programs of one graph with equal
/// signatures give equal results.
struct NumericSignature: Hashable, Sendable {
    /// "oneDNN 2.6.3".
    var library: String
    /// The widest that the library uses: "avx512_core_bf16".
    var instructionSet: String
    /// The formats of the numbers between the layers.
    var precision: Precision
    /// Sums are divided among so many threads.
    var threadCount: Int
}
