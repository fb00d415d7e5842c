import OneDNNShim

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
