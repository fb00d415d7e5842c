/// Runs a graph with `ReferenceOps`, keeping every value.
final class ReferenceExecutor: Executor {
    let graph: Graph

    init(_ graph: Graph) {
        self.graph = graph
    }

    func run(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
        let result = try run(ReferenceTensor(graph.shape(graph.input), input.indices.map { input[$0] }))
        for index in output.indices { output[index] = result.values[index] }
    }

    func run(_ input: ReferenceTensor) throws(NetError) -> ReferenceTensor {
        var values = [Value: ReferenceTensor]()
        values[graph.input] = input
        func value(_ value: Value) -> ReferenceTensor {
            guard let tensor = values[value] else { preconditionFailure("a node reads a value before it is made") }
            return tensor
        }
        for node in graph.nodes {
            let x = value(node.input)
            // Elementwise steps keep the shape.
            let shape = graph.shape(node.output)
            var result: ReferenceTensor
            switch node.operation {
            case .convolution(let convolution):
                result = try ReferenceOps.convolution(x, convolution, shape: shape)
            case .transposedConvolution(let convolution):
                result = try ReferenceOps.transposedConvolution(x, convolution, shape: shape)
            case .elementwise(let step):
                result = ReferenceOps.elementwise(x, step, value: value)
            case .subsampling(let interval):
                result = ReferenceOps.subsampling(x, interval: interval, shape: shape)
            case .upsampling(let factor):
                result = ReferenceOps.upsampling(x, factor: factor, shape: shape)
            case .annealedMean(let mean):
                result = try ReferenceOps.annealedMean(x, mean, shape: shape)
            }
            for step in node.epilogue { result = ReferenceOps.elementwise(result, step, value: value) }
            values[node.output] = result
        }
        return value(graph.output)
    }
}
