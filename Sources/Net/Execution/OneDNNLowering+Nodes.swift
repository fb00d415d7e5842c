import OneDNNShim

// One function a kind of node.
extension OneDNNLowering {
    mutating func lower(_ node: Node) throws(NetError) {
        let epilogue = try steps(node.epilogue)
        switch node.operation {
        case .convolution(let convolution):
            try lower(convolution, transposed: false, epilogue, node)
        case .transposedConvolution(let convolution):
            if try !lowerAsPhases(convolution, epilogue, node) {
                try lower(convolution, transposed: true, epilogue, node)
            }
        case .elementwise(let step):
            let source = find(node.input)
            // Where the input is read again by a later step, it must still be there.
            let isReadOnce = node.operands.count { $0 == node.input } == 1
            let destination =
                isReadOnce && mayReplace(node.input)
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

    /// Appends an operation that makes the node's result, in a buffer of the layout it chose, and the steps that were
    /// not fused into it. With an accumulating step the result takes that step's operand's place.
    mutating func finish(
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

    private mutating func lowerUpsampling(_ node: Node, _ epilogue: [Step]) throws(NetError) {
        let source = find(node.input)
        let choice = try chooseFusion(epilogue, plan.graph.shape(node.output), node) {
            (destination, steps) throws(NetError) in
            try OneDNNOperation.resize(source.layout, destination, steps.map(\.oneDNN), engine: engine)
        }
        guard let choice else { throw unsupported(node.name) }
        try finish(choice.operation, [(.source, source)], fused: choice.fused, rest: choice.rest, node)
    }

    private mutating func lowerSoftmax(_ node: Node) throws(NetError) {
        var source = find(node.input)
        var operation = try OneDNNOperation.softmax(source.layout, engine: engine)
        var isCopy = false
        if operation?.isReference ?? true {
            // Older processors have a kernel only for channels that lie together.
            let shape = plan.graph.shape(node.input)
            let layout = try Self.channelsLast(shape, pixelStride: 1, rowStride: shape.width)
            if let other = try OneDNNOperation.softmax(layout, engine: engine), !other.isReference {
                operation = other
                isCopy = source.layout != layout
                source = try reordered(source, to: layout, name: node.name)
            }
        }
        guard let operation else { throw unsupported(node.name) }
        let destination =
            !isCopy && mayReplace(node.input)
            ? inherit(source, for: node.output) : reserve(source.layout, for: node.output)
        try append(operation, [(.source, source), (.destination, destination)], name: node.name)
        located[node.output.index] = destination
    }
}
