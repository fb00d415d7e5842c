/// A library that computes networks on some processor.
///
/// `Plan` and everything above the back ends ask `capabilities`; no other code knows which library it is.
protocol Backend: Sendable {
    /// Its capabilities on this machine.
    var capabilities: BackendCapabilities { get }

    /// Compiles a plan.
    ///
    /// - Parameter threadCount: threads for each executor; 0 for all that this process may use.
    /// - Throws: `execution` if the library or memory fail, and what reading weights throws.
    func compile(_ plan: Plan, threadCount: Int) throws(NetError) -> any Program
}

/// The capabilities of a back end on this machine.
struct BackendCapabilities: Hashable, Sendable {
    /// Types other than float32 that it multiplies and adds at least as fast as float32.
    var fastTypes: Set<NumberFormat.ElementType> = []
    /// Whether it has instructions for products of whole matrices, which are faster than every other way.
    var hasMatrixInstructions = false
    /// Threads that it can use, at least 1.
    var threadCount = 1
}
