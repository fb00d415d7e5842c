/// What computes networks: a library on some processor.
///
/// `Plan` and everything above the back ends ask `capabilities`; what it is called and how it works nobody else knows.
protocol Backend: Sendable {
    /// What it can do on this machine.
    var capabilities: BackendCapabilities { get }

    /// Makes a plan ready to run.
    ///
    /// - Parameter threadCount: threads for each executor; 0 for all that this process may use.
    /// - Throws: `execution` if the library or memory fail, and what reading weights throws.
    func compile(_ plan: Plan, threadCount: Int) throws(NetError) -> any Program
}

/// What a back end can do on this machine.
struct BackendCapabilities: Hashable, Sendable {
    /// Types that it multiplies and adds at least as fast as float32, besides that.
    var fastTypes: Set<NumberFormat.ElementType> = []
    /// Whether it has instructions for products of whole matrices, which leave every other way behind.
    var hasMatrixInstructions = false
    /// Threads that it can use, at least 1.
    var threadCount = 1
}
