/// Runs a graph by what its operations mean, keeping every value. Used by one thread at a time.
final class ReferenceExecutor: Executor {
    let graph: Graph

    init(_ graph: Graph) {
        self.graph = graph
    }

    func run(_ batch: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
        let shape = graph.shape(graph.input)
        for index in 0..<(try NetError.checkBatch(batch.count, output.count, of: graph)) {
            let input = (0..<shape.elementCount).map { batch[index * shape.elementCount + $0] }
            let result = try run(ReferenceTensor(shape, input)) { _, _ in }
            for (place, value) in result.enumerated() { output[index * result.count + place] = value }
        }
    }

    func run(
        _ input: Span<Float>, into output: inout MutableSpan<Float>,
        observing body: (Node, UnsafeBufferPointer<Float>) -> Void
    ) throws(NetError) {
        _ = try NetError.checkBatch(input.count, output.count, of: graph)
        let input = ReferenceTensor(graph.shape(graph.input), input.indices.map { input[$0] })
        let result = try run(input) { node, tensor in tensor.values.withUnsafeBufferPointer { body(node, $0) } }
        for index in output.indices { output[index] = result[index] }
    }

    func timeSteps(_ input: Span<Float>, repeats: Int) throws(NetError) -> [LayerTiming] {
        let input = ReferenceTensor(graph.shape(graph.input), input.indices.map { input[$0] })
        var timings = graph.nodes.map { LayerTiming(name: $0.name, implementation: "reference") }
        let clock = ContinuousClock()
        for _ in 0..<repeats {
            var start = clock.now
            var position = 0
            _ = try run(input) { _, _ in
                timings[position].append(clock.now - start)
                start = clock.now
                position += 1
            }
        }
        return timings
    }

    /// Shows every node's result to `body`. Returns all outputs, one after another.
    private func run(
        _ input: ReferenceTensor, observing body: (Node, ReferenceTensor) -> Void
    ) throws(NetError) -> [Float] {
        var values = [Value: ReferenceTensor]()
        values[graph.input] = input
        func value(_ value: Value) -> ReferenceTensor {
            guard let tensor = values[value] else { preconditionFailure("a node reads a value before it is made") }
            return tensor
        }
        for node in graph.nodes {
            // Elementwise steps keep the shape.
            let shape = graph.shape(node.output)
            var result = try node.operation.rules.reference(node.inputs.map(value), shape)
            for fused in node.epilogue {
                result = try fused.step.reference([result] + (fused.operand.map { [value($0)] } ?? []), shape)
            }
            body(node, result)
            values[node.output] = result
        }
        return graph.outputs.flatMap { value($0).values }
    }
}
