/// The plainest loops there are, in float32 and double: the oracle of the tests, which every other back end must agree
/// with.
struct ReferenceBackend: Backend {
    var capabilities: BackendCapabilities { BackendCapabilities() }

    func compile(_ plan: Plan, threadCount: Int) throws(NetError) -> any Program { ReferenceProgram(graph: plan.graph) }
}

/// A graph as the reference runs it: node by node, whatever the formats of its plan.
struct ReferenceProgram: Program {
    let graph: Graph

    var signature: NumericSignature {
        NumericSignature(
            library: "reference", instructionSet: "any", precision: .f32, allowsWinograd: false, threadCount: 1)
    }

    var stepNames: [(name: String, implementation: String)] { graph.nodes.map { ($0.name, "reference") } }

    func makeExecutor() throws(NetError) -> any Executor { ReferenceExecutor(graph) }
}
