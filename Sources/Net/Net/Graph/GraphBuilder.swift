/// Writes a graph down layer by layer, in the order in which it runs, and works out the shapes.
///
/// The shapes of weights are the caller's promise (`WeightClaims` checks files); preconditions here guard against
/// mistakes in a model's description, not against data.
struct GraphBuilder {
    private var graph: Graph

    /// The value the network starts from.
    var input: Value { graph.input }

    init(input: Shape) {
        let value = Value(index: 0)
        graph = Graph(nodes: [], shapes: [input], input: value, output: value)
    }

    func shape(_ value: Value) -> Shape { graph.shape(value) }

    /// The graph that computes `output`. Mutating, so that the compiler refuses an argument that still adds nodes.
    mutating func finish(output: Value) -> Graph {
        graph.output = output
        return graph
    }

    private mutating func append(_ name: String, _ operation: Operation, _ input: Value, _ shape: Shape) -> Value {
        let output = Value(index: graph.shapes.count)
        graph.shapes.append(shape)
        graph.nodes.append(Node(name: name, operation: operation, input: input, output: output))
        return output
    }

    mutating func convolution(_ name: String, _ convolution: Convolution, _ x: Value) -> Value {
        let source = shape(x)
        let weights = convolution.weights.shape
        precondition(weights.count == 4 && weights[1] * convolution.groups == source.channels, name)
        func size(_ length: Int, _ padding: Int, _ kernel: Int) -> Int {
            (length + padding - convolution.dilation * (kernel - 1) - 1) / convolution.stride + 1
        }
        let padding = convolution.padding
        return append(
            name, .convolution(convolution), x,
            Shape(
                weights[0], size(source.height, padding.top + padding.bottom, weights[2]),
                size(source.width, padding.left + padding.right, weights[3])))
    }

    mutating func transposedConvolution(_ name: String, _ convolution: Convolution, _ x: Value) -> Value {
        let source = shape(x)
        let weights = convolution.weights.shape
        precondition(weights.count == 4 && weights[0] == source.channels && convolution.groups == 1, name)
        func size(_ length: Int, _ padding: Int, _ kernel: Int) -> Int {
            (length - 1) * convolution.stride - padding + convolution.dilation * (kernel - 1) + 1
        }
        let padding = convolution.padding
        return append(
            name, .transposedConvolution(convolution), x,
            Shape(
                weights[1], size(source.height, padding.top + padding.bottom, weights[2]),
                size(source.width, padding.left + padding.right, weights[3])))
    }

    mutating func elementwise(_ name: String, _ step: ElementwiseStep, _ x: Value) -> Value {
        switch step {
        case .affine(let scale, let shift):
            precondition(scale.count == shape(x).channels && shift.count == scale.count, name)
        case .add(let other):
            precondition(shape(other) == shape(x), name)
        case .relu, .relu6, .leakyReLU, .tanh, .linear:
            break
        }
        return append(name, .elementwise(step), x, shape(x))
    }

    mutating func relu(_ x: Value) -> Value { elementwise("relu", .relu, x) }

    mutating func relu6(_ x: Value) -> Value { elementwise("relu6", .relu6, x) }

    mutating func add(_ x: Value, _ other: Value) -> Value { elementwise("add", .add(other), x) }

    mutating func subsampling(_ x: Value, interval: Int) -> Value {
        let source = shape(x)
        return append(
            "subsampling", .subsampling(interval: interval), x,
            Shape(
                source.channels, (source.height + interval - 1) / interval, (source.width + interval - 1) / interval))
    }

    mutating func upsampling(_ x: Value, factor: Int) -> Value {
        let source = shape(x)
        return append(
            "upsampling", .upsampling(factor: factor), x,
            Shape(source.channels, source.height * factor, source.width * factor))
    }

    mutating func annealedMean(_ name: String, _ mean: AnnealedMean, _ x: Value) -> Value {
        let source = shape(x)
        let weights = mean.scores.weights.shape
        precondition(Array(weights.dropFirst()) == [source.channels, 1, 1], name)
        precondition(mean.centres.shape.prefix(2) == [2, weights[0]], name)
        return append(name, .annealedMean(mean), x, Shape(2, source.height, source.width))
    }
}
