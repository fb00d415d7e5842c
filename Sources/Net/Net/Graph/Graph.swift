/// A network as data: what is computed from what. Knows nothing of how it is run.
struct Graph: Sendable {
    /// In an order in which they can run: every operand is made before it is read.
    var nodes: [Node]
    /// Of every value, by index.
    var shapes: [Shape]
    var input: Value
    /// What it gives, one after another: colours first, then what was asked for besides. At least one, all different.
    var outputs: [Value]
    /// Whether sums stay in floating point where other values are whole numbers: a residual stream that runs through
    /// many layers is rounded at each.
    var sumsStayFloating = false

    func shape(_ value: Value) -> Shape { shapes[value.index] }

    /// Elements of all outputs together.
    var outputElementCount: Int { outputs.reduce(0) { $0 + shape($1).elementCount } }

    /// The result of the last node of that name; nil if there is none.
    func result(named name: String) -> Value? { nodes.last { $0.name == name }?.output }

    /// How often each value is read; an output of the graph counts as read once more.
    func useCounts() -> [Int] {
        var counts = [Int](repeating: 0, count: shapes.count)
        for node in nodes {
            for operand in node.operands { counts[operand.index] += 1 }
        }
        for output in outputs { counts[output.index] += 1 }
        return counts
    }

    /// The position of the node that makes each value; nil for the input and for values that no node makes.
    func producers() -> [Int?] {
        var producers = [Int?](repeating: nil, count: shapes.count)
        for (position, node) in nodes.enumerated() { producers[node.output.index] = position }
        return producers
    }

    /// What a node costs: its multiplications of weights.
    func multiplications(of node: Node) -> Int {
        node.operation.rules.multiplications(node.inputs.map(shape), shape(node.output))
    }
}
