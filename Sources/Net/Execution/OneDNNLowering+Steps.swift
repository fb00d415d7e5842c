import OneDNNShim

// Elementwise steps: fused into the operation before them, or by themselves.
extension OneDNNLowering {
    /// A step with the tensor it needs.
    struct Step {
        var kind: onednn_step_kind
        var alpha: Float = 0
        var beta: Float = 0
        var operand: Located?
        /// The value that `operand` is, if it is one.
        var value: Value?

        var oneDNN: OneDNNStep { OneDNNStep(kind: kind, alpha: alpha, beta: beta, operand: operand?.layout) }
    }

    func steps(_ steps: [ElementwiseStep]) throws(NetError) -> [Step] {
        var result: [Step] = []
        for step in steps {
            switch step {
            case .relu: result.append(Step(kind: .relu))
            case .relu6: result.append(Step(kind: .clip, alpha: 0, beta: 6))
            case .leakyReLU(let slope): result.append(Step(kind: .relu, alpha: slope))
            case .tanh: result.append(Step(kind: .tanh))
            case .linear(let scale, let shift): result.append(Step(kind: .linear, alpha: scale, beta: shift))
            case .affine(let scale, let shift):
                result.append(Step(kind: .multiply, operand: try channelOperand(scale)))
                result.append(Step(kind: .add, operand: try channelOperand(shift)))
            case .add(let value): result.append(Step(kind: .add, operand: find(value), value: value))
            }
        }
        return result
    }

    /// The arguments that steps bring along.
    func operands(_ steps: [Step]) -> [(role: onednn_role, tensor: Located)] {
        steps.enumerated().compactMap { index, step in
            guard step.kind != .accumulate, let operand = step.operand else { return nil }
            guard let role = onednn_role(rawValue: onednn_role.step_operand.rawValue + Int32(clamping: index)) else {
                return nil
            }
            return (role, operand)
        }
    }

    /// Applies steps to a tensor one by one, from `source` to `destination`, which may be the same place.
    mutating func apply(_ steps: [Step], from source: Located, to destination: Located, name: String)
        throws(NetError)
    {
        var source = source
        for var step in steps {
            // An operand in another order would make oneDNN fall back to plain loops.
            if step.value != nil, let operand = step.operand {
                step.operand = try reordered(operand, to: destination.layout, name: name)
            }
            guard let operation = try OneDNNOperation.elementwise(destination.layout, step.oneDNN, engine: engine)
            else { throw unsupported(name) }
            try append(
                operation, [(.source, source), (.destination, destination)] + operands([step]), name: name)
            source = destination
        }
    }
}
