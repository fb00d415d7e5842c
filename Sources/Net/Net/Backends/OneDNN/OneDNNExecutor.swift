internal import OneDNNShim

/// Runs a program: reserves all memory for tensors once, then only computes.
///
/// Built on one thread and used on another is fine, as long as it is one at a time.
final class OneDNNExecutor: Executor {
    private enum Step {
        case operation(OneDNNOperation, OneDNNArguments)
        /// `result`: of the first of the pixels whose scores there are.
        case annealedMean(
            AnnealedMeanKernel, scores: UnsafePointer<Float>, pixelCount: Int, result: UnsafeMutablePointer<Float>,
            planeLength: Int)
        case kernel(NetKernelCall)
    }

    private let program: OneDNNProgram
    /// A queue of work of its own.
    private let engine: OneDNNEngine
    private let arena: TensorBuffer
    /// What to do at every stage, with this executor's memory.
    private let steps: [Step]
    private let input: UnsafeMutableBufferPointer<Float>
    private let outputs: [UnsafeMutableBufferPointer<Float>]

    /// Throws `execution` if there is no memory.
    init(_ program: OneDNNProgram) throws(NetError) {
        let arena = try TensorBuffer(byteCount: program.layout.byteCount)
        engine = try OneDNNEngine(queueOn: program.engine)
        let steps = try program.stages.map { stage throws(NetError) in
            try Self.step(stage.work, program, arena)
        }
        self.program = program
        self.arena = arena
        self.steps = steps
        let graph = program.graph
        input = Self.floats(
            Self.start(of: program.input, arena, program.layout), graph.shape(graph.input).elementCount)
        outputs = zip(program.outputs, graph.outputs).map { tensor, value in
            Self.floats(Self.start(of: tensor, arena, program.layout), graph.shape(value).elementCount)
        }
    }

    private static func step(
        _ work: OneDNNLowering.Stage.Work, _ program: OneDNNProgram, _ arena: TensorBuffer
    ) throws(NetError) -> Step {
        switch work {
        case .operation(let operation, let arguments):
            var memories: [(role: onednn_role, memory: OneDNNMemory)] = []
            for (role, tensor) in arguments {
                let start = start(of: tensor, arena, program.layout)
                memories.append((role, try OneDNNMemory(tensor.layout, engine: program.engine, bytes: start)))
            }
            return .operation(operation, OneDNNArguments(memories))
        case .annealedMean(let kernel, let scores, let result, let pixels):
            let scores = start(of: scores, arena, program.layout)
            let first = start(of: result, arena, program.layout).assumingMemoryBound(to: Float.self)
            return .annealedMean(
                kernel, scores: scores.assumingMemoryBound(to: Float.self), pixelCount: pixels.count,
                result: first + pixels.lowerBound,
                planeLength: result.layout.byteCount / MemoryLayout<Float>.stride / kernel.planeCount)
        case .kernel(let kernel, let tensors):
            return .kernel(
                try NetKernelCall(
                    kernel, tensors.map { start(of: $0, arena, program.layout) }, threadCount: program.threadCount))
        }
    }

    func run(_ batch: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
        // One after another: the layers of one picture are enough work for the threads there are.
        for index in 0..<(try NetError.checkBatch(batch.count, output.count, of: program.graph)) {
            try start(batch, index)
            try execute(0..<steps.count)
            copyOutputs(into: &output, index)
        }
    }

    func run(
        _ input: Span<Float>, into output: inout MutableSpan<Float>,
        observing body: (Node, UnsafeBufferPointer<Float>) -> Void
    ) throws(NetError) {
        _ = try NetError.checkBatch(input.count, output.count, of: program.graph)
        try start(input, 0)
        var done = 0
        for (node, result) in zip(program.graph.nodes, program.results) {
            try execute(done..<result.stageCount)
            done = result.stageCount
            guard result.tensor.layout.type == .float32 else { continue }
            let count = result.tensor.layout.byteCount / MemoryLayout<Float>.stride
            let start = Self.start(of: result.tensor, arena, program.layout)
            body(node, UnsafeBufferPointer(Self.floats(start, count)))
        }
        try execute(done..<steps.count)
        copyOutputs(into: &output, 0)
    }

    func timeSteps(_ input: Span<Float>, repeats: Int) throws(NetError) -> [LayerTiming] {
        var timings: [LayerTiming] = []
        // Of every stage: its timing.
        let positions = program.stepNames.map { stage in
            if let known = timings.firstIndex(where: { ($0.name, $0.implementation) == stage }) { return known }
            timings.append(LayerTiming(name: stage.name, implementation: stage.implementation))
            return timings.count - 1
        }
        let clock = ContinuousClock()
        _ = try NetError.checkBatch(input.count, program.graph.outputElementCount, of: program.graph)
        for _ in 0..<repeats {
            try start(input, 0)
            var durations = [Duration](repeating: .zero, count: timings.count)
            for (index, position) in positions.enumerated() {
                let start = clock.now
                try execute(index..<index + 1)
                durations[position] += clock.now - start
            }
            for (position, duration) in durations.enumerated() { timings[position].append(duration) }
        }
        return timings
    }

    /// Puts one input of a batch into its place.
    private func start(_ batch: Span<Float>, _ index: Int) throws(NetError) {
        // As a whole: element by element would check each index.
        batch.extracting((index * input.count)..<((index + 1) * input.count)).withUnsafeBufferPointer {
            _ = input.update(fromContentsOf: $0)
        }
        // Kept per calling thread, which may not be the one that built this.
        try OneDNNEngine.setThreadCount(program.threadCount)
    }

    /// Puts the results of one input into their places in a batch.
    private func copyOutputs(into batch: inout MutableSpan<Float>, _ index: Int) {
        var place = index * program.graph.outputElementCount
        batch.withUnsafeMutableBufferPointer { batch in
            for output in outputs {
                _ = batch.extracting(place..<(place + output.count)).update(fromContentsOf: output)
                place += output.count
            }
        }
    }

    private func execute(_ range: Range<Int>) throws(NetError) {
        for step in steps[range] {
            switch step {
            case .operation(let operation, let arguments):
                try operation.execute(arguments, engine: engine)
            case .annealedMean(let kernel, let scores, let pixelCount, let result, let planeLength):
                // It is not part of oneDNN's queue.
                try engine.wait()
                kernel.run(scores, pixelCount: pixelCount, result: result, planeLength: planeLength)
            case .kernel(let call):
                try engine.wait()
                call.run()
            }
        }
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
