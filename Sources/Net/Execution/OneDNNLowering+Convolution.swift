import OneDNNShim

// Convolutions: which steps go into them, and what they need.
extension OneDNNLowering {
    mutating func lower(_ convolution: Convolution, transposed: Bool, _ epilogue: [Step], _ node: Node)
        throws(NetError)
    {
        let source = find(node.input)
        let shape = plan.graph.shape(node.output)
        let fusion = try fuse(
            convolution, transposed: transposed, source: source, shape: shape, epilogue, node)
        let arguments = try arguments(
            of: fusion.operation, convolution, transposed: transposed, source: source, name: node.name)
        try finish(fusion.operation, arguments, fused: fusion.fused, rest: fusion.rest, node)
    }

    /// Chooses a convolution whose result has the given shape.
    func fuse(
        _ convolution: Convolution, transposed: Bool, source: Located, shape: Shape, _ epilogue: [Step], _ node: Node
    ) throws(NetError) -> Fusion {
        let weights = try plainWeights(convolution, transposed: transposed)
        let fusion = try chooseFusion(epilogue, shape, node) { (destination, steps) throws(NetError) in
            let open = OneDNNOperation.ConvolutionLayouts(
                source: try OneDNNLayout(sizes: Self.sizes(plan.graph.shape(node.input)), strides: nil),
                weights: try OneDNNLayout(sizes: weights.sizes, strides: nil),
                bias: try convolution.bias.map { bias throws(NetError) in try OneDNNLayout(rowMajor: bias.shape) },
                destination: destination)
            let oneDNNSteps = steps.map(\.oneDNN)
            guard
                let best = try OneDNNOperation.convolution(
                    convolution, transposed: transposed, open, oneDNNSteps, engine: engine)
            else { return nil }
            if try best.layout(.source) == source.layout { return best }
            // What oneDNN likes best would cost a reordering; take what there is if the same kernel can.
            var fixed = open
            fixed.source = source.layout
            let other = try OneDNNOperation.convolution(
                convolution, transposed: transposed, fixed, oneDNNSteps, engine: engine)
            return other?.implementation == best.implementation ? other : best
        }
        guard let fusion else { throw unsupported(node.name) }
        return fusion
    }

    /// What a convolution reads, in the layouts it wants.
    mutating func arguments(
        of operation: OneDNNOperation, _ convolution: Convolution, transposed: Bool, source: Located, name: String
    ) throws(NetError) -> [(role: onednn_role, tensor: Located)] {
        let weights = try plainWeights(convolution, transposed: transposed)
        var arguments: [(role: onednn_role, tensor: Located)] = [
            (.source, try reordered(source, to: try operation.layout(.source), name: name)),
            (.weights, try pack(convolution.weights, plain: weights.layout, into: try operation.layout(.weights))),
        ]
        if let bias = convolution.bias {
            let plain = try OneDNNLayout(rowMajor: bias.shape)
            arguments.append((.bias, try pack(bias, plain: plain, into: plain)))
        }
        return arguments
    }

    /// How the weights lie in the file, as oneDNN counts their axes.
    private func plainWeights(_ convolution: Convolution, transposed: Bool) throws(NetError) -> (
        sizes: [Int], layout: OneDNNLayout
    ) {
        let shape = convolution.weights.shape
        let (height, width) = (convolution.kernelHeight, convolution.kernelWidth)
        if transposed {
            // PyTorch's [in, out, height, width] is oneDNN's [out, in, height, width] with the first axes exchanged.
            let sizes = [shape[1], shape[0], height, width]
            let strides = [height * width, shape[1] * height * width, width, 1]
            return (sizes, try OneDNNLayout(sizes: sizes, strides: strides))
        }
        let groups = convolution.groups
        let sizes = groups == 1 ? shape : [groups, shape[0] / groups, shape[1], height, width]
        return (sizes, try OneDNNLayout(rowMajor: sizes))
    }

    // MARK: fusion

    /// An operation with the steps that went into it and those that must follow.
    struct Fusion {
        var operation: OneDNNOperation
        var fused: [Step]
        var rest: [Step]
    }

    /// Tries to fuse as many of the steps as an implementation that is not oneDNN's plain loops takes.
    ///
    /// `shape` is that of the result; `make` builds the operation for a destination and steps, nil where oneDNN has
    /// none.
    func chooseFusion(
        _ epilogue: [Step], _ shape: Shape, _ node: Node,
        _ make: (OneDNNLayout, [Step]) throws(NetError) -> OneDNNOperation?
    ) throws(NetError) -> Fusion? {
        let open = try OneDNNLayout(sizes: Self.sizes(shape), strides: nil)
        var fallback: Fusion?
        for count in (0...min(epilogue.count, Int(ONEDNN_MAXIMUM_STEPS))).reversed() {
            let rest = Array(epilogue.dropFirst(count))
            for fused in accumulating(Array(epilogue.prefix(count)), node) + [Array(epilogue.prefix(count))] {
                let accumulated = fused.first { $0.kind == .accumulate }?.operand
                guard let operation = try make(accumulated?.layout ?? open, fused) else { continue }
                let result = try operation.layout(.destination)
                // A sum of two layouts is only fast, and only right, where they are the same.
                let fits = fused.allSatisfy { $0.value == nil || $0.operand.map { $0.layout == result } ?? true }
                guard fits else { continue }
                let fusion = Fusion(operation: operation, fused: fused, rest: rest)
                if !operation.isReference { return fusion }
                if fallback == nil { fallback = fusion }
            }
        }
        return fallback
    }

    /// The steps with the addition of a value turned into an accumulation in that value's buffer, where the buffer may
    /// be overwritten: nothing to read besides, nothing to reserve.
    private func accumulating(_ steps: [Step], _ node: Node) -> [[Step]] {
        guard
            let index = steps.firstIndex(where: { step in
                guard step.kind == .add, let value = step.value else { return false }
                return node.operands.count { $0 == value } == 1 && mayReplace(value)
            })
        else { return [] }
        var accumulating = steps
        accumulating[index].kind = .accumulate
        return [accumulating]
    }
}
