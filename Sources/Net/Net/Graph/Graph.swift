/// A network as data: what is computed from what. Knows nothing of how it is run.
struct Graph: Sendable {
    /// In an order in which they can run: every operand is made before it is read.
    var nodes: [Node]
    /// Of every value, by index.
    var shapes: [Shape]
    var input: Value
    var output: Value

    func shape(_ value: Value) -> Shape { shapes[value.index] }

    /// How often each value is read; the output of the graph counts as read once more.
    func useCounts() -> [Int] {
        var counts = [Int](repeating: 0, count: shapes.count)
        for node in nodes {
            for operand in node.operands { counts[operand.index] += 1 }
        }
        counts[output.index] += 1
        return counts
    }

    /// The position of the node that makes each value; nil for the input and for values that no node makes.
    func producers() -> [Int?] {
        var producers = [Int?](repeating: nil, count: shapes.count)
        for (position, node) in nodes.enumerated() { producers[node.output.index] = position }
        return producers
    }

    /// Multiplications of a convolution; 0 for other nodes.
    func multiplications(of node: Node) -> Int {
        guard let convolution = node.operation.convolution else { return 0 }
        // Each weight once a pixel: of the result, or of what a transposed one reads.
        let shape = shape(node.operation.isTransposed ? node.input : node.output)
        return convolution.weights.shape.reduce(1, *) * shape.height * shape.width
    }
}
