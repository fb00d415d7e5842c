/// A plan that a back end has compiled: any number of executors run it, each used by one thread at a time.
protocol Program: Sendable {
    /// What determines the bits of its results, apart from the graph, its weights and a calibration.
    var signature: NumericSignature { get }

    /// Its steps in order, for profiles: the node's name and the back end's name of the implementation.
    var stepNames: [(name: String, implementation: String)] { get }

    /// Reserves the memory to run it. Throws `execution`.
    func makeExecutor() throws(NetError) -> any Executor
}
