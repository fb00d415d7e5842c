import OneDNNShim

// One function a kind of node.
extension OneDNNLowering {
    mutating func lower(_ node: Node) throws(NetError) {
        let epilogue = try steps(node.epilogue)
        switch node.operation {
        case .convolution(let convolution):
            try lower(convolution, transposed: false, epilogue, node)
        case .transposedConvolution(let convolution):
            try lower(convolution, transposed: true, epilogue, node)
        case .elementwise(let step):
            let source = find(node.input)
            let destination =
                mayReplace(node.input)
                ? inherit(source, for: node.output) : reserve(source.layout, for: node.output)
            try apply(try steps([step]) + epilogue, from: source, to: destination, name: node.name)
            located[node.output.index] = destination
        case .subsampling(let interval):
            let source = find(node.input)
            let open = try OneDNNLayout(sizes: Self.sizes(plan.graph.shape(node.output)), strides: nil)
            guard
                let operation = try OneDNNOperation.subsampling(
                    source.layout, open, interval: interval, engine: engine)
            else { throw unsupported(node.name) }
            try finish(operation, [(.source, source)], fused: [], rest: epilogue, node)
        case .upsampling:
            try lowerUpsampling(node, epilogue)
        case .softmax:
            try lowerSoftmax(node)
        }
    }

    /// Appends an operation that makes the node's result, in a buffer of the layout it chose, and the steps that were not
    /// fused into it. With an accumulating step the result takes that step's operand's place.
    private mutating func finish(
        _ operation: OneDNNOperation, _ arguments: [(role: onednn_role, tensor: Located)], fused: [Step],
        rest: [Step], _ node: Node
    ) throws(NetError) {
        let destination =
            if let accumulated = fused.first(where: { $0.kind == .accumulate })?.operand {
                inherit(accumulated, for: node.output)
            } else {
                reserve(try operation.layout(.destination), for: node.output)
            }
        try append(
            operation, arguments + [(.destination, destination)] + operands(fused), name: node.name)
        try apply(rest, from: destination, to: destination, name: node.name)
        located[node.output.index] = destination
    }

    // MARK: convolutions

    private mutating func lower(_ convolution: Convolution, transposed: Bool, _ epilogue: [Step], _ node: Node)
        throws(NetError)
    {
        let weights = try plainWeights(convolution, transposed: transposed)
        let source = find(node.input)
        let choice = try chooseFusion(epilogue, node) { (destination, steps) throws(NetError) in
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
        guard let choice else { throw unsupported(node.name) }
        let operation = choice.operation
        var arguments: [(role: onednn_role, tensor: Located)] = [
            (.source, try reordered(source, to: try operation.layout(.source), name: node.name)),
            (.weights, try pack(convolution.weights, plain: weights.layout, into: try operation.layout(.weights))),
        ]
        if let bias = convolution.bias {
            let plain = try OneDNNLayout(rowMajor: bias.shape)
            arguments.append((.bias, try pack(bias, plain: plain, into: plain)))
        }
        try finish(operation, arguments, fused: choice.fused, rest: choice.rest, node)
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
    private struct Fusion {
        var operation: OneDNNOperation
        var fused: [Step]
        var rest: [Step]
    }

    /// Tries to fuse as many of the steps as an implementation that is not oneDNN's plain loops takes.
    ///
    /// `make` builds the operation for a destination and steps; nil where oneDNN has none.
    private func chooseFusion(
        _ epilogue: [Step], _ node: Node,
        _ make: (OneDNNLayout, [Step]) throws(NetError) -> OneDNNOperation?
    ) throws(NetError) -> Fusion? {
        let open = try OneDNNLayout(sizes: Self.sizes(plan.graph.shape(node.output)), strides: nil)
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
                return value != node.input && mayReplace(value)
            })
        else { return [] }
        var accumulating = steps
        accumulating[index].kind = .accumulate
        return [accumulating]
    }

    // MARK: the others

    private mutating func lowerUpsampling(_ node: Node, _ epilogue: [Step]) throws(NetError) {
        let source = find(node.input)
        let choice = try chooseFusion(epilogue, node) { (destination, steps) throws(NetError) in
            try OneDNNOperation.resize(source.layout, destination, steps.map(\.oneDNN), engine: engine)
        }
        guard let choice else { throw unsupported(node.name) }
        try finish(choice.operation, [(.source, source)], fused: choice.fused, rest: choice.rest, node)
    }

    private mutating func lowerSoftmax(_ node: Node) throws(NetError) {
        let source = find(node.input)
        guard let operation = try OneDNNOperation.softmax(source.layout, engine: engine) else {
            throw unsupported(node.name)
        }
        let destination =
            mayReplace(node.input) ? inherit(source, for: node.output) : reserve(source.layout, for: node.output)
        try append(operation, [(.source, source), (.destination, destination)], name: node.name)
        located[node.output.index] = destination
    }
}
