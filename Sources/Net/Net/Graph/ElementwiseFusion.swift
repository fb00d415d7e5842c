/// Moves elementwise nodes into the node that makes their input, so that an executor can apply them to a result that is
/// still in registers instead of reading and writing it once more.
enum ElementwiseFusion {
    static func apply(to graph: Graph) -> Graph {
        var fused = graph
        fused.nodes = []
        let useCounts = graph.useCounts()
        // Of each value: the position in `fused.nodes` of its node.
        var positions = [Int?](repeating: nil, count: graph.shapes.count)

        /// The node that makes `value`, if steps may be appended to it: nobody else reads the value as it is now.
        func host(of value: Value) -> Int? {
            guard let position = positions[value.index], useCounts[value.index] == 1,
                fused.nodes[position].operation.rules.takesSteps
            else { return nil }
            return position
        }

        for node in graph.nodes {
            guard case .elementwise(let step) = node.operation else {
                positions[node.output.index] = fused.nodes.count
                fused.nodes.append(node)
                continue
            }
            var target = host(of: node.input)
            var appended = FusedStep(step: step, operand: node.inputs.dropFirst().first)
            if let other = appended.operand {
                // The sum belongs to whichever of the two is made last: the other one must exist by then.
                let inputPosition = positions[node.input.index] ?? -1
                let otherPosition = positions[other.index] ?? -1
                if otherPosition > inputPosition {
                    target = host(of: other)
                    appended.operand = node.input
                }
            }
            guard let target else {
                positions[node.output.index] = fused.nodes.count
                fused.nodes.append(node)
                continue
            }
            fused.nodes[target].epilogue.append(appended)
            fused.nodes[target].output = node.output
            positions[node.output.index] = target
        }
        return fused
    }
}
