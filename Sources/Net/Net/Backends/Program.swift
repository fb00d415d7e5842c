/// A plan that a back end has compiled: any number of executors run it, each used by one thread at a time.
protocol Program: Sendable {
    /// What determines the bits of its results, apart from the graph and its weights.
    var signature: NumericSignature { get }

    /// Its steps in order, for profiles: the node's name and the back end's name of the implementation.
    var stepNames: [(name: String, implementation: String)] { get }

    /// Reserves the memory to run it. Throws `execution`.
    func makeExecutor() throws(NetError) -> any Executor
}

/// What determines the bits of a network's results, apart from the graph and its weights: programs of one graph with
/// equal signatures give equal results.
struct NumericSignature: Hashable, Sendable {
    /// "oneDNN 2.6.3".
    var library: String
    /// The widest that the library uses: "avx512_core_bf16".
    var instructionSet: String
    /// The formats of the numbers between the layers.
    var precision: Precision
    /// Threads that the sums are divided among.
    var threadCount: Int
}
