internal import OneDNNShim

// Convolutions: in which way and with which numbers they are computed, which steps go into them, and what they need.
extension OneDNNLowering {
    mutating func lower(_ convolution: Convolution, transposed: Bool, _ node: Node) throws(NetError) {
        if !transposed, try lowerInWinograd(convolution, node) { return }
        let shape = plan.graph.shape(node.output)
        let source = try find(node.input)
        let epilogue = try steps(node.epilogue, node)
        let types = transposed ? [.float32] : computingTypes(of: node, source)
        let choice = try choose(convolution, types, node) { numbers throws(NetError) in
            try fuse(
                numbers, transposed ? .transposed : .direct, source: source, Self.sizes(shape), epilogue, node)
        }
        try finish(
            choice.fusion,
            try arguments(
                of: choice.fusion.operation, choice.numbers, transposed: transposed, source: source, node.name),
            node)
    }

    /// Writes a convolution in the first of `types` in which `make` has a kernel for it that is not oneDNN's plain
    /// loops; in the first in which it has any, where there is no such.
    func choose(
        _ convolution: Convolution, _ types: [onednn_type], _ node: Node,
        _ make: (ConvolutionNumbers) throws(NetError) -> Fusion?
    ) throws(NetError) -> (numbers: ConvolutionNumbers, fusion: Fusion) {
        var fallback: (numbers: ConvolutionNumbers, fusion: Fusion)?
        for type in types {
            let numbers = try ConvolutionNumbers(
                convolution, type: type, sourceUnit: plan.format(node.input).unit,
                resultUnit: workingUnit(node))
            guard let fusion = try make(numbers) else { continue }
            if !fusion.operation.isReference { return (numbers, fusion) }
            if fallback == nil { fallback = (numbers, fusion) }
        }
        guard let fallback else { throw unsupported(node.name) }
        return fallback
    }

    /// The types that a convolution may compute with, the best first.
    func computingTypes(of node: Node, _ source: Located) -> [onednn_type] {
        switch source.layout.type {
        case .signed8, .unsigned8, .bfloat16: [source.layout.type, .float32]
        case .float32:
            plan.precision == .f32 || !plan.capabilities.fastTypes.contains(.bfloat16)
                ? [.float32] : [.bfloat16, .float32]
        }
    }

    /// Lowers a 3×3 convolution in Winograd's way; false, with nothing done, where oneDNN does not have that.
    private mutating func lowerInWinograd(_ convolution: Convolution, _ node: Node) throws(NetError) -> Bool {
        let shape = plan.graph.shape(node.output)
        // Below so many channels there is too little to save.
        let isWide = min(convolution.weights.shape[0], convolution.weights.shape[1]) >= 32
        guard plan.allowsWinograd, plan.precision == .f32, isWide, convolution.groups == 1, convolution.stride == 1,
            convolution.kernelHeight == 3, convolution.kernelWidth == 3
        else { return false }
        var dense = convolution
        var sizes = Self.sizes(shape)
        let isSplit = convolution.dilation == 2
        if isSplit {
            guard convolution.padding == Padding(2), node.addends.isEmpty, let four = Self.splitSizes(shape) else {
                return false
            }
            sizes = four
            dense.dilation = 1
            dense.padding = Padding(1)
        }
        let numbers = try ConvolutionNumbers(dense, type: .float32, sourceUnit: 1, resultUnit: 1)
        let found = isSplit ? tensor(of: node.input) : try find(node.input)
        let epilogue = try steps(node.epilogue, node)
        guard
            let fusion = try fuse(
                numbers, .winograd, source: found, sizes, epilogue, node, isSplit: isSplit),
            !fusion.operation.isReference
        else { return false }
        let source =
            isSplit
            ? try split(node.input, name: node.name)
            : try moved(node.input, to: try fusion.operation.layout(.source), name: node.name)
        try finish(
            fusion, try arguments(of: fusion.operation, numbers, transposed: false, source: source, node.name), node,
            isSplit: isSplit)
        return true
    }

    /// Chooses a convolution whose result has the given sizes; nil where oneDNN has none.
    func fuse(
        _ numbers: ConvolutionNumbers, _ kind: OneDNNOperation.ConvolutionKind, source: Located, _ sizes: [Int],
        _ epilogue: [Step], _ node: Node, isSplit: Bool = false
    ) throws(NetError) -> Fusion? {
        let convolution = numbers.convolution
        let inputShape = plan.graph.shape(node.input)
        let sourceSizes = isSplit ? Self.splitSizes(inputShape) ?? [] : Self.sizes(inputShape)
        let types = resultTypes(numbers.type, node)
        return try chooseFusion(epilogue, sizes, types, node) { (destination, steps) throws(NetError) in
            let open = try layouts(
                numbers, transposed: kind == .transposed,
                source: try OneDNNLayout(numbers.type, sizes: sourceSizes, strides: nil), destination: destination)
            let oneDNNSteps = steps.map(\.oneDNN)
            guard
                let best = try OneDNNOperation.convolution(
                    convolution, kind, open, scales: numbers.scales, oneDNNSteps, engine: engine)
            else { return nil }
            if source.isSplit != isSplit || source.layout.type != numbers.type { return best }
            if try best.layout(.source) == source.layout { return best }
            // What oneDNN likes best would cost a reordering; take what there is if the same kernel can.
            var fixed = open
            fixed.source = source.layout
            let other = try OneDNNOperation.convolution(
                convolution, kind, fixed, scales: numbers.scales, oneDNNSteps, engine: engine)
            return other?.implementation == best.implementation ? other : best
        }
    }

    /// What a convolution connects, its weights as oneDNN likes.
    func layouts(
        _ numbers: ConvolutionNumbers, transposed: Bool, source: OneDNNLayout, destination: OneDNNLayout
    ) throws(NetError) -> OneDNNOperation.ConvolutionLayouts {
        let convolution = numbers.convolution
        let weights = try plainWeights(convolution, transposed: transposed)
        return OneDNNOperation.ConvolutionLayouts(
            source: source, weights: try OneDNNLayout(numbers.weightsType, sizes: weights.sizes, strides: nil),
            bias: try convolution.bias.map { bias throws(NetError) in try OneDNNLayout(rowMajor: bias.shape) },
            destination: destination)
    }

    /// In which type a convolution that reads `type` gives its result: if all steps went into it, and if some follow.
    private func resultTypes(_ type: onednn_type, _ node: Node) -> (complete: onednn_type, partial: onednn_type) {
        let kept = plan.format(node.output).type
        switch type {
        case .float32: return (.float32, .float32)
        // Whole numbers up to 256 are exact in bfloat16.
        case .bfloat16: return (kept == .float32 ? .float32 : .bfloat16, .float32)
        case .signed8, .unsigned8: return (kept.oneDNN, .float32)
        }
    }

    /// What a convolution reads, in the layouts it wants.
    mutating func arguments(
        of operation: OneDNNOperation, _ numbers: ConvolutionNumbers, transposed: Bool, source: Located, _ name: String
    ) throws(NetError) -> [(role: onednn_role, tensor: Located)] {
        let convolution = numbers.convolution
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
}

extension NumberFormat.ElementType {
    var oneDNN: onednn_type {
        switch self {
        case .float32: .float32
        case .bfloat16: .bfloat16
        case .signed8: .signed8
        case .unsigned8: .unsigned8
        }
    }
}
