import OneDNNShim

/// Runs a plan on the processor: packs the weights and reserves all memory for tensors once, then only computes.
///
/// Built on one thread and used on another is fine, as long as it is one at a time.
final class OneDNNExecutor: Executor {
    private let engine: OneDNNEngine
    private let threadCount: Int
    private let arena: TensorBuffer
    private let operations: [OneDNNOperation]
    /// Whatever the operations read besides the arena.
    private let constants: [TensorBuffer]
    private let input: UnsafeMutableBufferPointer<Float>
    private let output: UnsafeMutableBufferPointer<Float>
    /// What was built, for messages and profiles: node, implementation.
    let stages: [(name: String, implementation: String)]

    /// `threadCount`: processors to use; 0 for all that this process may use.
    init(_ plan: Plan, threadCount: Int) throws(NetError) {
        let threadCount = threadCount > 0 ? threadCount : OneDNNEngine.usableProcessorCount
        // oneDNN divides the work for a number of threads when it builds.
        try OneDNNEngine.setThreadCount(threadCount)
        let engine = try OneDNNEngine()
        let lowering = try OneDNNLowering(plan, engine: engine)
        let layout = ArenaLayout(lowering.requests)
        let arena = try TensorBuffer(byteCount: layout.byteCount)
        var constants: [TensorBuffer] = []

        func start(of tensor: OneDNNLowering.Located) -> UnsafeMutableRawPointer {
            switch tensor.place {
            case .constant(let buffer): buffer.start + tensor.byteOffset
            case .arena(let request): arena.start + layout.offsets[request] + tensor.byteOffset
            }
        }
        func floats(of value: Value, _ tensor: OneDNNLowering.Located) -> UnsafeMutableBufferPointer<Float> {
            let count = plan.graph.shape(value).elementCount
            return UnsafeMutableBufferPointer(
                start: start(of: tensor).bindMemory(to: Float.self, capacity: count), count: count)
        }

        for stage in lowering.stages {
            var arguments: [(role: onednn_role, memory: OneDNNMemory)] = []
            for (role, tensor) in stage.arguments {
                if case .constant(let buffer) = tensor.place { constants.append(buffer) }
                arguments.append((role, try OneDNNMemory(tensor.layout, engine: engine, bytes: start(of: tensor))))
            }
            try stage.operation.bind(arguments)
        }
        self.engine = engine
        self.threadCount = threadCount
        self.arena = arena
        self.constants = constants
        operations = lowering.stages.map(\.operation)
        stages = lowering.stages.map { ($0.name, $0.operation.implementation) }
        input = floats(of: plan.graph.input, lowering.input)
        output = floats(of: plan.graph.output, lowering.output)
    }

    func run(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
        guard input.count == self.input.count, output.count == self.output.count else {
            throw NetError(
                .invalidArgument, operation: "run the network",
                reason: "\(input.count) values in and \(output.count) out, but the network takes "
                    + "\(self.input.count) and gives \(self.output.count)")
        }
        for index in input.indices { self.input[index] = input[index] }
        // Kept per calling thread, which may not be the one that built this.
        try OneDNNEngine.setThreadCount(threadCount)
        for operation in operations { try operation.execute(engine: engine) }
        try engine.wait()
        for index in output.indices { output[index] = self.output[index] }
    }

    func timeSteps(_ input: Span<Float>, repeats: Int) throws(NetError) -> [LayerTiming] {
        guard input.count == self.input.count else {
            throw NetError(
                .invalidArgument, operation: "time the network",
                reason: "\(input.count) values in, but the network takes \(self.input.count)")
        }
        try OneDNNEngine.setThreadCount(threadCount)
        var timings = stages.map(LayerTiming.init)
        let clock = ContinuousClock()
        for _ in 0..<repeats {
            // Its memory may have been used for something else since.
            for index in input.indices { self.input[index] = input[index] }
            for index in operations.indices {
                let start = clock.now
                try operations[index].execute(engine: engine)
                try engine.wait()
                timings[index].append(clock.now - start)
            }
        }
        return timings
    }
}
