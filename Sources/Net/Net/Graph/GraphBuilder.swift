/// Writes a graph down layer by layer, in the order in which it runs, and works out the shapes.
///
/// The shapes of weights are the caller's promise (`WeightClaims` checks files); preconditions here guard against
/// mistakes in a model's description, not against data.
struct GraphBuilder {
    private var graph: Graph

    /// The value the network starts from.
    var input: Value { graph.input }

    /// `sumsStayFloating`: see `Graph`.
    init(input: Shape, sumsStayFloating: Bool = false) {
        let value = Value(index: 0)
        graph = Graph(
            nodes: [], shapes: [input], input: value, outputs: [value], sumsStayFloating: sumsStayFloating)
    }

    func shape(_ value: Value) -> Shape { graph.shape(value) }

    /// The graph that computes `output`. Mutating, so that the compiler refuses an argument that still adds nodes.
    mutating func finish(output: Value) -> Graph {
        graph.outputs = [output]
        return graph
    }

    /// Appends a node, whose result has the shape that the operation's rule says.
    private mutating func append(_ name: String, _ operation: Operation, _ inputs: Value...) -> Value {
        append(name, operation, inputs)
    }

    private mutating func append(_ name: String, _ operation: Operation, _ inputs: [Value]) -> Value {
        let rules = operation.rules
        guard inputs.count == rules.inputCount, let shape = rules.shape(of: inputs.map(shape)) else {
            preconditionFailure("\(name) cannot read \(inputs.map { shape($0).description })")
        }
        let output = Value(index: graph.shapes.count)
        graph.shapes.append(shape)
        graph.nodes.append(Node(name: name, operation: operation, inputs: inputs, output: output))
        return output
    }

    mutating func convolution(_ name: String, _ convolution: Convolution, _ x: Value) -> Value {
        append(name, .convolution(convolution), x)
    }

    mutating func transposedConvolution(_ name: String, _ convolution: Convolution, _ x: Value) -> Value {
        append(name, .transposedConvolution(TransposedConvolution(convolution: convolution)), x)
    }

    /// A step with one input.
    mutating func elementwise(_ name: String, _ step: ElementwiseStep, _ x: Value) -> Value {
        append(name, .elementwise(step), x)
    }

    mutating func relu(_ x: Value) -> Value { elementwise("relu", .relu, x) }

    mutating func relu6(_ x: Value) -> Value { elementwise("relu6", .relu6, x) }

    mutating func add(_ x: Value, _ other: Value) -> Value { append("add", .elementwise(.add), x, other) }

    mutating func subsampling(_ x: Value, interval: Int) -> Value {
        append("subsampling", .subsampling(Subsampling(interval: interval)), x)
    }

    mutating func upsampling(_ x: Value, factor: Int) -> Value {
        append("upsampling", .upsampling(Upsampling(factor: factor)), x)
    }

    /// A value that does not depend on the input. Before what reads it in sums: see `ElementwiseFusion`.
    mutating func known(_ name: String, _ constant: Constant) -> Value {
        append(name, .known(Known(constant: constant)), [])
    }

    mutating func grey(_ name: String, _ lightness: Value) -> Value { append(name, .grey(Grey()), lightness) }

    mutating func layerNormalization(_ name: String, _ normalization: LayerNormalization, _ x: Value) -> Value {
        append(name, .layerNormalization(normalization), x)
    }

    mutating func linear(_ name: String, _ linear: Linear, _ x: Value) -> Value { append(name, .linear(linear), x) }

    mutating func tokens(_ x: Value) -> Value { append("tokens", .tokens(Tokens()), x) }

    mutating func attention(_ name: String, heads: Int, queries: Value, keys: Value, values: Value) -> Value {
        append(name, .attention(Attention(headCount: heads)), queries, keys, values)
    }

    mutating func pixelShuffle(_ name: String, _ shuffle: PixelShuffle, _ x: Value) -> Value {
        append(name, .pixelShuffle(shuffle), x)
    }

    mutating func concatenation(_ name: String, _ parts: [Value]) -> Value {
        append(name, .concatenation(Concatenation(partCount: parts.count)), parts)
    }

    mutating func colorQueries(
        _ name: String, _ queries: ColorQueries, features: Value, embeddings: Value, grey: Value
    ) -> Value {
        append(name, .colorQueries(queries), features, embeddings, grey)
    }

    mutating func annealedMean(_ name: String, _ mean: AnnealedMean, _ x: Value) -> Value {
        append(name, .annealedMean(mean), x)
    }
}
