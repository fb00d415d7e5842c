/// Runs a graph in f32 and counts the magnitudes of the results that can be whole numbers.
final class MagnitudeWatch {
    private let graph: Graph
    private let fastTypes: Set<NumberFormat.ElementType>
    private let executor: any Executor
    /// Of each such node by name.
    private var histograms: [String: MagnitudeHistogram] = [:]

    /// `threadCount`: 0 for all that the process may use. Throws what `Backend.compile` does.
    init(_ graph: Graph, threadCount: Int, backend: some Backend) throws(NetError) {
        // Winograd's way would take more memory than the rest of a run.
        let plan = Plan(graph, for: backend.capabilities, allowsWinograd: false)
        self.graph = plan.graph
        fastTypes = backend.capabilities.fastTypes
        executor = try backend.compile(plan, threadCount: threadCount).makeExecutor()
    }

    /// As an executor's own; counts if `isWatched`.
    func run(
        _ input: Span<Float>, into output: inout MutableSpan<Float>, isWatched: Bool = true
    ) throws(NetError) {
        guard isWatched else { return try executor.run(input, into: &output) }
        try executor.run(input, into: &output) { node, numbers in
            switch node.operation.rules.formatRule {
            case .any, .floatingToAny: histograms[node.name, default: .init()].add(numbers)
            case .floating, .same, .anyToFloat32, .float32: break
            }
        }
    }

    /// The magnitudes at which to cut off the results that can be whole numbers, by the node's name.
    func limits() -> [String: Float] {
        let choice = NumberFormatChoice(graph, .int8, fastTypes: fastTypes, limits: [:])
        var limits: [String: Float] = [:]
        for node in graph.nodes {
            guard let type = choice.wholeType(of: node) else { continue }
            limits[node.name] = histograms[node.name]?.bestLimit(levels: type.limit)
        }
        return limits
    }
}
