/// Runs a graph in f32 and counts the magnitudes of its convolutions' results.
final class MagnitudeWatch {
    private let graph: Graph
    private let executor: OneDNNExecutor
    /// Of each convolution by name.
    private var histograms: [String: MagnitudeHistogram] = [:]

    init(_ graph: Graph, threadCount: Int) throws(NetError) {
        // Winograd's way would take more memory than the rest of a run.
        let plan = Plan(graph, allowsWinograd: false)
        self.graph = plan.graph
        executor = try OneDNNExecutor(plan, threadCount: threadCount)
    }

    /// As an executor's own.
    func run(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
        try executor.run(input, into: &output) { node, numbers in
            if node.operation.convolution != nil { histograms[node.name, default: .init()].add(numbers) }
        }
    }

    /// The magnitudes at which to cut off the results that can be whole numbers, by the convolution's name.
    func limits() -> [String: Float] {
        let choice = NumberFormatChoice(graph, .int8, limits: [:])
        var limits: [String: Float] = [:]
        for node in graph.nodes {
            guard let type = choice.wholeType(of: node) else { continue }
            limits[node.name] = histograms[node.name]?.bestLimit(levels: type.limit)
        }
        return limits
    }
}
