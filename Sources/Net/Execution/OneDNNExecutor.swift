import OneDNNShim

/// A plan compiled for the processor: operations with generated code, packed weights, and where everything lies.
///
/// Any number of `OneDNNExecutor`s run it, each on a thread at a time.
///
/// `@unchecked Sendable`: nothing in it changes after `init`, and oneDNN's operations may be run by several threads.
final class OneDNNProgram: @unchecked Sendable {
    let graph: Graph
    /// Processors that each executor uses.
    let threadCount: Int
    fileprivate let engine: OneDNNEngine
    fileprivate let stages: [OneDNNLowering.Stage]
    fileprivate let layout: ArenaLayout
    fileprivate let input: OneDNNLowering.Located
    fileprivate let output: OneDNNLowering.Located
    fileprivate let results: [(stageCount: Int, tensor: OneDNNLowering.Located)]

    /// `threadCount`: processors to use; 0 for all that this process may use.
    init(_ plan: Plan, threadCount: Int) throws(NetError) {
        self.threadCount = threadCount > 0 ? threadCount : OneDNNEngine.usableProcessorCount
        // oneDNN divides the work for a number of threads when it builds.
        try OneDNNEngine.setThreadCount(self.threadCount)
        engine = try OneDNNEngine()
        let lowering = try OneDNNLowering(plan, engine: engine)
        for stage in lowering.stages { try stage.operation.compile() }
        // What was read of the weights is packed now.
        for case .tensor(let tensor)? in plan.graph.nodes.map({ $0.operation.convolution?.weights }) {
            tensor.releaseFile()
        }
        graph = plan.graph
        stages = lowering.stages
        layout = ArenaLayout(lowering.requests)
        input = lowering.input
        output = lowering.output
        results = lowering.results
    }

    /// What was built, for messages and profiles: node, implementation.
    var stageNames: [(name: String, implementation: String)] {
        stages.map { ($0.name, $0.operation.implementation) }
    }
}

/// Runs a program: reserves all memory for tensors once, then only computes.
///
/// Built on one thread and used on another is fine, as long as it is one at a time.
final class OneDNNExecutor: Executor {
    private let program: OneDNNProgram
    /// A queue of work of its own.
    private let engine: OneDNNEngine
    private let arena: TensorBuffer
    /// Of every stage.
    private let arguments: [OneDNNArguments]
    private let input: UnsafeMutableBufferPointer<Float>
    private let output: UnsafeMutableBufferPointer<Float>

    init(_ program: OneDNNProgram) throws(NetError) {
        let arena = try TensorBuffer(byteCount: program.layout.byteCount)
        engine = try OneDNNEngine(queueOn: program.engine)
        var arguments: [OneDNNArguments] = []
        for stage in program.stages {
            var memories: [(role: onednn_role, memory: OneDNNMemory)] = []
            for (role, tensor) in stage.arguments {
                let start = Self.start(of: tensor, arena, program.layout)
                memories.append((role, try OneDNNMemory(tensor.layout, engine: program.engine, bytes: start)))
            }
            arguments.append(OneDNNArguments(memories))
        }
        self.program = program
        self.arena = arena
        self.arguments = arguments
        let graph = program.graph
        input = Self.floats(
            Self.start(of: program.input, arena, program.layout), graph.shape(graph.input).elementCount)
        output = Self.floats(
            Self.start(of: program.output, arena, program.layout), graph.shape(graph.output).elementCount)
    }

    convenience init(_ plan: Plan, threadCount: Int) throws(NetError) {
        try self.init(try OneDNNProgram(plan, threadCount: threadCount))
    }

    func run(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
        try start(input, output.count)
        try execute(0..<arguments.count)
        copyOutput(into: &output)
    }

    /// As `run`, showing the elements of every node's result that is kept in float32, in whatever order they lie there.
    func run(
        _ input: Span<Float>, into output: inout MutableSpan<Float>,
        observing body: (Node, UnsafeBufferPointer<Float>) -> Void
    ) throws(NetError) {
        try start(input, output.count)
        var done = 0
        for (node, result) in zip(program.graph.nodes, program.results) {
            try execute(done..<result.stageCount)
            done = result.stageCount
            guard result.tensor.layout.type == .float32 else { continue }
            let count = result.tensor.layout.byteCount / MemoryLayout<Float>.stride
            let start = Self.start(of: result.tensor, arena, program.layout)
            body(node, UnsafeBufferPointer(Self.floats(start, count)))
        }
        try execute(done..<arguments.count)
        copyOutput(into: &output)
    }

    /// Runs the network `repeats` times, and says how long each stage of the program took.
    func timeStages(_ input: Span<Float>, repeats: Int) throws(NetError) -> [LayerTiming] {
        var timings = program.stageNames.map(LayerTiming.init)
        let clock = ContinuousClock()
        for _ in 0..<repeats {
            try start(input, output.count)
            for index in timings.indices {
                let start = clock.now
                try execute(index..<index + 1)
                timings[index].append(clock.now - start)
            }
        }
        return timings
    }

    private func start(_ input: Span<Float>, _ outputCount: Int) throws(NetError) {
        guard input.count == self.input.count, outputCount == self.output.count else {
            throw NetError(
                .invalidArgument, operation: "run the network",
                reason: "\(input.count) values in and \(outputCount) out, but the network takes "
                    + "\(self.input.count) and gives \(self.output.count)")
        }
        // As a whole: element by element would check each index.
        input.withUnsafeBufferPointer { _ = self.input.update(fromContentsOf: $0) }
        // Kept per calling thread, which may not be the one that built this.
        try OneDNNEngine.setThreadCount(program.threadCount)
    }

    private func copyOutput(into output: inout MutableSpan<Float>) {
        output.withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: self.output) }
    }

    private func execute(_ range: Range<Int>) throws(NetError) {
        for index in range { try program.stages[index].operation.execute(arguments[index], engine: engine) }
        try engine.wait()
    }

    private static func start(
        of tensor: OneDNNLowering.Located, _ arena: TensorBuffer, _ layout: ArenaLayout
    ) -> UnsafeMutableRawPointer {
        switch tensor.place {
        case .constant(let buffer): buffer.start + tensor.byteOffset
        case .arena(let request): arena.start + layout.offsets[request] + tensor.byteOffset
        }
    }

    private static func floats(_ start: UnsafeMutableRawPointer, _ count: Int) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: start.bindMemory(to: Float.self, capacity: count), count: count)
    }
}
