internal import OneDNNShim

// Elementwise steps: fused into the operation before them, or by themselves.
extension OneDNNLowering {
    /// A step with the tensor it needs.
    struct Step {
        var kind: onednn_step_kind
        var alpha: Float = 0
        var beta: Float = 0
        var operand: Located?
        /// The value that `operand` is, if it is one; `alpha` is then its unit in units of the result.
        var value: Value?
        /// What `operand` holds, if that is one number a channel.
        var channelValues: [Float]?

        var oneDNN: OneDNNStep { OneDNNStep(kind: kind, alpha: alpha, beta: beta, operand: operand?.layout) }
    }

    /// The unit in which a node computes: that of its result, unless a curve among its steps wants the numbers as they
    /// are.
    func workingUnit(_ node: Node) -> Float {
        node.epilogue.contains { $0.step.isCurve } ? 1 : plan.format(node.output).unit
    }

    /// The steps, which begin in the node's working unit and end in that of its result.
    mutating func steps(_ steps: [FusedStep], _ node: Node) throws(NetError) -> [Step] {
        let unit = workingUnit(node)
        var result: [Step] = []
        for fused in steps {
            switch fused.step {
            case .relu: result.append(Step(kind: .relu))
            case .relu6: result.append(Step(kind: .clip, alpha: 0, beta: 6 / unit))
            case .leakyReLU(let slope): result.append(Step(kind: .relu, alpha: slope))
            case .tanh: result.append(Step(kind: .tanh))
            case .gelu: result.append(Step(kind: .gelu))
            case .linear(let scale, let shift):
                result.append(Step(kind: .linear, alpha: scale, beta: shift / unit))
            case .affine(let scale, let shift):
                result.append(try channelStep(.multiply, scale))
                result.append(try channelStep(.add, shift.map { $0 / unit }))
            case .add:
                guard let value = fused.operand else { preconditionFailure("a sum of one value") }
                let ratio = plan.format(value).unit / unit
                result.append(Step(kind: .add, alpha: ratio, operand: try find(value), value: value))
            }
        }
        let ratio = unit / plan.format(node.output).unit
        if ratio != 1 { result.append(Step(kind: .linear, alpha: ratio)) }
        return result
    }

    /// A step with an operand of one number a channel.
    private func channelStep(_ kind: onednn_step_kind, _ values: [Float]) throws(NetError) -> Step {
        let layout = try OneDNNLayout(rowMajor: [1, values.count, 1, 1])
        let constant = Constant.values(values, shape: [1, values.count, 1, 1])
        return Step(
            kind: kind, operand: try pack(constant, plain: layout, into: layout), channelValues: values)
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

    /// Applies steps to a tensor one by one, from `source` to `destination`, which have one layout and may be the same
    /// place.
    mutating func apply(_ steps: [Step], from source: Located, to destination: Located, name: String)
        throws(NetError)
    {
        var source = source
        var steps = steps[...]
        while var step = steps.popFirst() {
            // An operand in another order would make oneDNN fall back to plain loops.
            if step.value != nil, let operand = step.operand {
                var addend = try reordered(operand, to: destination.layout, name: name)
                if step.alpha != 1 {
                    let scaled = reserve(destination.layout)
                    try apply([Step(kind: .linear, alpha: step.alpha)], from: addend, to: scaled, name: name)
                    addend = scaled
                }
                step.operand = addend
            }
            guard let operation = try OneDNNOperation.elementwise(destination.layout, step.oneDNN, engine: engine)
            else { throw unsupported(name) }
            if operation.isReference, let next = steps.first,
                try applyAffine(step, next, from: source, to: destination, name: name)
            {
                steps.removeFirst()
            } else {
                try append(
                    operation, [(.source, source), (.destination, destination)] + operands([step]), name: name)
            }
            source = destination
        }
    }

    /// Multiplies by one number a channel and adds another, as a depthwise 1×1 convolution: oneDNN has no generated
    /// code for doing it by itself in the order of channels that Winograd's way likes. False, with nothing done, where
    /// that is not what the steps are, or not faster.
    private mutating func applyAffine(
        _ first: Step, _ second: Step, from source: Located, to destination: Located, name: String
    ) throws(NetError) -> Bool {
        // A convolution may not write where it reads.
        guard first.kind == .multiply, second.kind == .add, let scale = first.channelValues,
            let shift = second.channelValues, !isSamePlace(source, destination)
        else { return false }
        let convolution = Convolution(
            weights: .values(scale, shape: [scale.count, 1, 1, 1]), bias: .values(shift, shape: [shift.count]),
            groups: scale.count)
        let numbers = try ConvolutionNumbers(convolution, type: .float32, sourceUnit: 1, resultUnit: 1)
        let layouts = OneDNNOperation.ConvolutionLayouts(
            source: source.layout,
            weights: try OneDNNLayout(sizes: [scale.count, 1, 1, 1, 1], strides: nil),
            bias: try OneDNNLayout(rowMajor: [shift.count]), destination: destination.layout)
        guard
            let operation = try OneDNNOperation.convolution(
                convolution, .direct, layouts, scales: [], [], engine: engine), !operation.isReference
        else { return false }
        let arguments = try arguments(of: operation, numbers, transposed: false, source: source, name)
        try append(operation, arguments + [(.destination, destination)], name: name)
        return true
    }

    private func isSamePlace(_ first: Located, _ second: Located) -> Bool {
        guard case .arena(let one) = first.place, case .arena(let other) = second.place else { return false }
        return one == other
    }
}
