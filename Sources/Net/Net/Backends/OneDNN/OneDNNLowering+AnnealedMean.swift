internal import OneDNNShim

// Scores and their mean, a few rows at a time: the scores of a whole picture are far larger than a processor's own
// cache (5 MB of 313 colours at 64×64), those of some rows stay in it between the two.
extension OneDNNLowering {
    /// Bytes of scores that are made before their mean is taken: well within the second-level cache of any processor
    /// for which oneDNN has fast kernels.
    private static let bandByteCount = 384 << 10

    mutating func lower(_ mean: AnnealedMean, _ node: Node) throws(NetError) {
        let input = plan.graph.shape(node.input)
        let binCount = mean.scores.weights.shape[0]
        let rowCount = Self.bandRowCount(
            height: input.height, rowByteCount: input.width * binCount * MemoryLayout<Float>.stride,
            most: Self.bandByteCount)
        let band = Shape(input.channels, rowCount, input.width)
        let scoresShape = Shape(binCount, rowCount, input.width)
        let scores = reserve(try Self.channelsLast(scoresShape, pixelStride: 1, rowStride: input.width))

        var source = try find(node.input)
        let choice = try choose(mean.scores, computingTypes(of: node, source), node) { numbers throws(NetError) in
            let layouts = try layouts(
                numbers, transposed: false,
                source: try Self.channelsLast(band, pixelStride: 1, rowStride: band.width, numbers.type),
                destination: scores.layout)
            return try OneDNNOperation.convolution(
                numbers.convolution, .direct, layouts, scales: numbers.scales, [], engine: engine
            ).map { Fusion(operation: $0, fused: [], rest: []) }
        }
        let (numbers, operation) = (choice.numbers, choice.fusion.operation)

        source = try reordered(
            source, to: try Self.channelsLast(input, pixelStride: 1, rowStride: input.width, numbers.type),
            name: node.name)
        source.layout = try operation.layout(.source)
        // Of one band; what differs from band to band is where the source begins.
        var arguments = try arguments(of: operation, numbers, transposed: false, source: source, node.name)
        arguments += [(.destination, scores)] + (try scratchpad(of: operation))
        let result = reserve(try OneDNNLayout(rowMajor: Self.sizes(plan.graph.shape(node.output))), for: node.output)
        let kernel = try AnnealedMeanKernel(mean)
        for row in stride(from: 0, to: input.height, by: rowCount) {
            append(.operation(operation, arguments: arguments), name: node.name)
            let pixels = (row * input.width)..<((row + rowCount) * input.width)
            append(.annealedMean(kernel, scores: scores, result: result, pixels: pixels), name: node.name)
            source.byteOffset += source.layout.byteCount
            arguments[0].tensor = source
        }
        located[node.output.index] = result
    }

    /// How many rows a band has, so that all bands have as many.
    static func bandRowCount(height: Int, rowByteCount: Int, most: Int) -> Int {
        (1...height).last { height % $0 == 0 && $0 * rowByteCount <= most } ?? 1
    }
}
