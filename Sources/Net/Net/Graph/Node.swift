/// The result of a node, or the input of the graph.
struct Value: Hashable, Sendable {
    let index: Int
}

/// One step of a network.
struct Node: Sendable {
    /// The weights' prefix where it has weights; for messages and profiles.
    var name: String
    var operation: Operation
    /// What the operation reads, in its order; none only if it is a known value.
    var inputs: [Value]
    /// What happens to each element of the result before it becomes `output`, in order.
    var epilogue: [FusedStep] = []
    var output: Value

    /// The first of its inputs.
    var input: Value { inputs[0] }

    /// Everything it reads.
    var operands: [Value] { inputs + epilogue.compactMap(\.operand) }

    /// The values that it adds to its result.
    var addends: [Value] {
        let fused = epilogue.compactMap(\.operand)
        if case .elementwise(.add) = operation { return inputs.dropFirst() + fused }
        return fused
    }

    /// The elementwise steps that it begins with, its own if it is one, and ends with.
    var steps: [FusedStep] {
        guard case .elementwise(let step) = operation else { return epilogue }
        return [FusedStep(step: step, operand: inputs.dropFirst().first)] + epilogue
    }
}

/// An elementwise step that is part of the node that makes its first input.
struct FusedStep: Sendable {
    var step: ElementwiseStep
    /// The second input of a step that has two.
    var operand: Value?
}
