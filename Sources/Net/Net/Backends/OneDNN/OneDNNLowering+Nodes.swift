internal import OneDNNShim

// One function a kind of node.
extension OneDNNLowering {
    mutating func lower(_ node: Node) throws(NetError) {
        switch node.operation {
        case .convolution(let convolution):
            try lower(convolution, transposed: false, node)
        case .transposedConvolution(let transposed):
            let convolution = transposed.convolution
            if try !lowerAsPhases(convolution, node) { try lower(convolution, transposed: true, node) }
        case .elementwise:
            let source = try find(node.input)
            // Where the input is read again by a later step, it must still be there.
            let isReadOnce = node.operands.count { $0 == node.input } == 1
            let destination =
                isReadOnce && mayReplace(node.input)
                ? inherit(source, for: node.output) : reserve(source.layout, for: node.output)
            try apply(try steps(node.steps, node), from: source, to: destination, name: node.name)
            located[node.output.index] = destination
        case .subsampling(let subsampling):
            let source = try find(node.input)
            let open = try OneDNNLayout(
                source.layout.type, sizes: Self.sizes(plan.graph.shape(node.output)), strides: nil)
            guard
                let operation = try OneDNNOperation.subsampling(
                    source.layout, open, interval: subsampling.interval, engine: engine)
            else { throw unsupported(node.name) }
            try finish(Fusion(operation: operation, fused: [], rest: []), [(.source, source)], node)
        case .upsampling:
            try lowerUpsampling(node)
        case .annealedMean(let mean): try lower(mean, node)
        case .known(let known): try lower(known, node)
        case .grey: try lowerGrey(node)
        case .layerNormalization(let normalization): try lower(normalization, node)
        case .linear(let linear): try lower(linear.convolution, transposed: false, node)
        case .tokens: try lowerTokens(node)
        case .attention(let attention): try lower(attention, node)
        case .pixelShuffle(let shuffle): try lower(shuffle, node)
        case .concatenation: try lowerConcatenation(node)
        case .colorQueries(let queries): try lower(queries, node)
        }
    }

    private mutating func lowerUpsampling(_ node: Node) throws(NetError) {
        let source = try find(node.input)
        let type = plan.format(node.output).type.oneDNN
        let choice = try chooseFusion(
            try steps(node.epilogue, node), Self.sizes(plan.graph.shape(node.output)), (type, .float32), node
        ) { (destination, steps) throws(NetError) in
            try OneDNNOperation.resize(source.layout, destination, steps.map(\.oneDNN), engine: engine)
        }
        guard let choice else { throw unsupported(node.name) }
        try finish(choice, [(.source, source)], node)
    }
}
