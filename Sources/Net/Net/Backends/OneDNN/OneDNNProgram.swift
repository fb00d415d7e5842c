internal import OneDNNShim

/// A plan compiled for the processor: operations with generated code, packed weights, and where everything lies.
///
/// Any number of `OneDNNExecutor`s run it, each on a thread at a time.
///
/// `@unchecked Sendable`: nothing in it changes after `init`, and oneDNN's operations may be run by several threads.
final class OneDNNProgram: Program, @unchecked Sendable {
    let graph: Graph
    let signature: NumericSignature
    /// Processors that each executor uses.
    let threadCount: Int
    let engine: OneDNNEngine
    let stages: [OneDNNLowering.Stage]
    let layout: ArenaLayout
    let input: OneDNNLowering.Located
    let outputs: [OneDNNLowering.Located]
    let results: [(stageCount: Int, tensor: OneDNNLowering.Located)]

    /// `threadCount`: processors to use; 0 for all that this process may use.
    init(_ plan: Plan, threadCount: Int) throws(NetError) {
        self.threadCount = threadCount > 0 ? threadCount : OneDNNEngine.usableProcessorCount
        // oneDNN divides the work for a number of threads when it builds.
        try OneDNNEngine.setThreadCount(self.threadCount)
        engine = try OneDNNEngine()
        let lowering = try OneDNNLowering(plan, engine: engine)
        for case .operation(let operation, _) in lowering.stages.map(\.work) { try operation.compile() }
        // What was read of the weights is packed now.
        for node in plan.graph.nodes { node.operation.convolution?.weights.releaseFile() }
        graph = plan.graph
        signature = NumericSignature(
            library: "oneDNN \(NetVersions.oneDNN)", instructionSet: NetVersions.instructionSet,
            precision: plan.precision, allowsWinograd: plan.allowsWinograd, threadCount: self.threadCount)
        stages = lowering.stages
        layout = ArenaLayout(lowering.requests)
        input = lowering.input
        outputs = lowering.outputs
        results = lowering.results
    }

    func makeExecutor() throws(NetError) -> any Executor { try OneDNNExecutor(self) }

    var stepNames: [(name: String, implementation: String)] {
        stages.map { stage in
            switch stage.work {
            case .operation(let operation, _): (stage.name, operation.implementation)
            case .annealedMean(let kernel, _, _, _): (stage.name, kernel.implementation)
            case .kernel(let kernel, _): (stage.name, kernel.implementation)
            }
        }
    }
}
