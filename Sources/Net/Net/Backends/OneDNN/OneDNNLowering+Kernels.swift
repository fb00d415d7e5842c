internal import OneDNNShim

// Nodes that loops of our own compute, and those that only move numbers.
extension OneDNNLowering {
    mutating func append(_ kernel: any NetKernel, _ tensors: [Located], name: String) {
        append(.kernel(kernel, tensors: tensors), name: name)
    }

    /// The value with its channels together, in floating point, and how a kernel finds its rows.
    private mutating func rows(
        of value: Value, _ type: onednn_type? = nil, name: String
    ) throws(NetError) -> (tensor: Located, rows: KernelRows) {
        let shape = plan.graph.shape(value)
        let found = try find(value)
        let tensor = try reordered(found, to: try Self.channelsLast(shape, type ?? found.layout.type), name: name)
        precondition(tensor.layout.type == .float32 || tensor.layout.type == .bfloat16)
        return (tensor, KernelRows(stride: Self.planes(shape).channels, type: tensor.layout.type))
    }

    /// A buffer for the node's result, its channels together.
    private mutating func reserveRows(
        _ node: Node, _ type: onednn_type? = nil
    ) throws(NetError) -> (tensor: Located, rows: KernelRows) {
        let shape = plan.graph.shape(node.output)
        let type = type ?? plan.format(node.output).type.oneDNN
        let isKept = type == plan.format(node.output).type.oneDNN
        let tensor = reserve(try Self.channelsLast(shape, type), for: isKept ? node.output : nil)
        return (
            tensor,
            KernelRows(
                stride: Self.planes(shape).channels, type: type, unit: isKept ? plan.format(node.output).unit : 1)
        )
    }

    mutating func lower(_ known: Known, _ node: Node) throws(NetError) {
        let layout = try Self.channelsLast(plan.graph.shape(node.output))
        located[node.output.index] = try pack(known.constant, plain: layout, into: layout)
    }

    mutating func lowerGrey(_ node: Node) throws(NetError) {
        let layout = try Self.plainLayout(plan.graph.shape(node.input))
        let source = try reordered(try find(node.input), to: layout, name: node.name)
        let result = reserve(layout, for: node.output)
        append(
            GreyKernel(pixelCount: plan.graph.shape(node.input).elementCount), [source, result], name: node.name)
        located[node.output.index] = result
    }

    mutating func lower(_ normalization: LayerNormalization, _ node: Node) throws(NetError) {
        let source = try rows(of: node.input, name: node.name)
        var epilogue = try steps(node.epilogue, node)
        let isRectified = epilogue.first.map { $0.kind == .relu && $0.alpha == 0 } ?? false
        if isRectified { epilogue.removeFirst() }
        let result = try reserveRows(node, epilogue.isEmpty ? nil : .float32)
        let kernel = NormalizationKernel(
            normalization: normalization, isRectified: isRectified,
            pieceCount: plan.graph.shape(node.output).elementCount / source.rows.stride, source: source.rows,
            result: result.rows)
        append(kernel, [source.tensor, result.tensor], name: node.name)
        try apply(epilogue, from: result.tensor, to: result.tensor, name: node.name)
        try keep(result.tensor, node)
    }

    /// Pixels whose channels lie together are tokens already.
    mutating func lowerTokens(_ node: Node) throws(NetError) {
        let shape = plan.graph.shape(node.input)
        var source = try find(node.input)
        let layout = try Self.channelsLast(shape, source.layout.type)
        if source.layout == layout, mayReplace(node.input) {
            source = inherit(source, for: node.output)
        } else {
            let copy = reserve(layout, for: node.output)
            try reorder(source, into: copy, name: node.name)
            source = copy
        }
        source.layout = try Self.channelsLast(plan.graph.shape(node.output), source.layout.type)
        located[node.output.index] = source
    }

    mutating func lower(_ attention: Attention, _ node: Node) throws(NetError) {
        var tensors: [Located] = []
        var rows: [KernelRows] = []
        for value in node.inputs {
            let input = try self.rows(of: value, name: node.name)
            tensors.append(input.tensor)
            rows.append(input.rows)
        }
        let result = try reserveRows(node)
        let kernel = AttentionKernel(
            queryCount: plan.graph.shape(node.input).tokenCount,
            keyCount: plan.graph.shape(node.inputs[1]).tokenCount, headCount: attention.headCount,
            rows: rows + [result.rows])
        append(kernel, tensors + [result.tensor], name: node.name)
        located[node.output.index] = result.tensor
    }

    mutating func lower(_ shuffle: PixelShuffle, _ node: Node) throws(NetError) {
        let source = try rows(of: node.input, name: node.name)
        let result = try reserveRows(node)
        let kernel = ShuffleKernel(
            shuffle: shuffle, shape: plan.graph.shape(node.input), source: source.rows, result: result.rows)
        append(kernel, [source.tensor, result.tensor], name: node.name)
        located[node.output.index] = result.tensor
    }

    mutating func lowerConcatenation(_ node: Node) throws(NetError) {
        let shape = plan.graph.shape(node.output)
        let (result, rows) = try reserveRows(node)
        let type = result.layout.type
        var channel = 0
        for value in node.inputs {
            let part = plan.graph.shape(value)
            var view = result
            if type != .float32 && type != .bfloat16 {
                // With units, which oneDNN's reordering does not know of here.
                let source = try self.rows(of: value, name: node.name)
                view.byteOffset = channel * type.byteCount
                let kernel = CopyKernel(pieceCount: part.height * part.width, source: source.rows, result: rows)
                append(kernel, [source.tensor, view], name: node.name)
                channel += part.channels
                continue
            }
            view.layout = try OneDNNLayout(
                type, sizes: Self.sizes(part),
                strides: [shape.elementCount, 1, shape.width * shape.channels, shape.channels])
            view.byteOffset = channel * type.byteCount
            try reorder(try find(value), into: view, name: node.name)
            channel += part.channels
        }
        located[node.output.index] = result
    }

    /// Bytes of expanded features that are made before they are summed: so many that the weights, which each band reads
    /// again, are no more, and so few that they stay in a cache that cores share.
    private static let queriesBandByteCount = 4 << 20

    /// The expansion and its sums a few rows at a time, then the planes.
    mutating func lower(_ queries: ColorQueries, _ node: Node) throws(NetError) {
        let features = plan.graph.shape(node.input)
        let embeddings = plan.graph.shape(node.inputs[1])
        let width = embeddings.tokenWidth
        let expanded = ColorQueries.places * width
        let source = try find(node.input)
        let isShort = computingTypes(of: node, source).first != .float32 && OneDNNEngine.isFast(.bfloat16)
        let rowCount = Self.bandRowCount(
            height: features.height,
            rowByteCount: features.width * expanded * (isShort ? 2 : MemoryLayout<Float>.stride),
            most: Self.queriesBandByteCount)
        let band = Shape(features.channels, rowCount, features.width)
        let bandResult = Shape(expanded, rowCount, features.width)
        let relu = Step(kind: .relu)
        let choice = try choose(queries.expansion, computingTypes(of: node, source), node) { numbers throws(NetError) in
            let layouts = try layouts(
                numbers, transposed: false, source: try Self.channelsLast(band, numbers.type),
                destination: try Self.channelsLast(bandResult, isShort ? .bfloat16 : .float32))
            return try OneDNNOperation.convolution(
                numbers.convolution, .direct, layouts, scales: numbers.scales, [relu.oneDNN], engine: engine
            ).map { Fusion(operation: $0, fused: [relu], rest: []) }
        }
        let (numbers, operation) = (choice.numbers, choice.fusion.operation)

        var read = try reordered(source, to: try Self.channelsLast(features, numbers.type), name: node.name)
        read.layout = try operation.layout(.source)
        let made = reserve(try operation.layout(.destination))
        var arguments = try arguments(of: operation, numbers, transposed: false, source: read, node.name)
        arguments += [(.destination, made)] + (try scratchpad(of: operation))

        let weights = reserve(try OneDNNLayout(rowMajor: [2, width]))
        let sums = reserve(try OneDNNLayout(rowMajor: [features.height * features.width, 2 * ColorQueries.places]))
        append(
            QueryWeightsKernel(mixing: try queries.mixing.floats(), width: width),
            [try rows(of: node.inputs[1], .float32, name: node.name).tensor, weights], name: node.name)
        let madeRows = KernelRows(stride: expanded, type: made.layout.type)
        for row in stride(from: 0, to: features.height, by: rowCount) {
            append(.operation(operation, arguments: arguments), name: node.name)
            let pixels = (row * features.width)..<((row + rowCount) * features.width)
            append(
                TailSumsKernel(channels: width, source: madeRows, pixels: pixels), [made, weights, sums],
                name: node.name)
            read.byteOffset += read.layout.byteCount
            arguments[0].tensor = read
        }
        let grey = try reordered(
            try find(node.inputs[2]), to: try Self.plainLayout(plan.graph.shape(node.inputs[2])), name: node.name)
        let result = reserve(try Self.plainLayout(plan.graph.shape(node.output)), for: node.output)
        append(TailPlanesKernel(shape: features, queries: queries), [sums, grey, result], name: node.name)
        located[node.output.index] = result
    }
}
