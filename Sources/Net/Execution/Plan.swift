/// A graph made ready to run: elementwise steps fused, and known of every value how long it is needed.
/// The same for every executor.
struct Plan: Sendable {
    let graph: Graph
    /// Of every value, by index: the positions of the nodes during which it must be kept, from the one that makes it to
    /// the last that reads it. The input is there from position 0; the output is read at position `nodes.count`.
    let lifetimes: [Range<Int>]

    init(_ original: Graph) {
        let graph = ElementwiseFusion.apply(to: original)
        var lifetimes = [Range<Int>](repeating: 0..<0, count: graph.shapes.count)
        lifetimes[graph.input.index] = 0..<1
        for (position, node) in graph.nodes.enumerated() {
            for operand in node.operands {
                lifetimes[operand.index] = lifetimes[operand.index].lowerBound..<(position + 1)
            }
            lifetimes[node.output.index] = position..<(position + 1)
        }
        let output = graph.output.index
        lifetimes[output] = lifetimes[output].lowerBound..<(graph.nodes.count + 1)
        self.graph = graph
        self.lifetimes = lifetimes
    }

    /// Whether nobody needs the value after the node at `position`.
    func isLastUse(of value: Value, at position: Int) -> Bool {
        lifetimes[value.index].upperBound == position + 1
    }
}
