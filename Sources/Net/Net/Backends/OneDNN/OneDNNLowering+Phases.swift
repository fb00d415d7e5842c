internal import OneDNNShim

// The transposed convolution that doubles a picture (4×4, stride 2, padding 1) as four ordinary 2×2 convolutions.
//
// Output pixels of even and of odd rows and columns each see their own 2×2 of the 16 taps, so each of the four phases
// is a convolution of the input, and the result is their interleaving. On AVX-512 oneDNN 2.6.3 runs this faster than
// its own transposed convolution (which wants its input and output in another order besides), and oneDNN 3.2's own
// gives wrong numbers with 512 input channels.
extension OneDNNLowering {
    /// Lowers the node in this way; false, with nothing done, where it is not that kind of node or where this
    /// processor's convolutions do not keep the channels of a pixel together (then interleaving costs more than it
    /// saves).
    mutating func lowerAsPhases(_ convolution: Convolution, _ node: Node) throws(NetError) -> Bool {
        guard convolution.kernelHeight == 4, convolution.kernelWidth == 4, convolution.stride == 2,
            convolution.dilation == 1, convolution.padding == Padding(1)
        else { return false }
        let large = plan.graph.shape(node.output)
        let small = plan.graph.shape(node.input)
        let shape = Shape(large.channels, small.height, small.width)
        let epilogue = try steps(node.epilogue, node)
        // What reads no other value can be done before interleaving, in the convolutions.
        let early = Array(epilogue.prefix { $0.value == nil })
        let late = Array(epilogue.dropFirst(early.count))
        var source = try find(node.input)
        let weights = try convolution.weights.floats()

        var phases: [(phase: Phase, numbers: ConvolutionNumbers, fusion: Fusion)] = []
        for phase in Phase.all {
            let numbers = try ConvolutionNumbers(
                Self.phase(phase, of: convolution, weights: weights), type: source.layout.type,
                sourceUnit: plan.format(node.input).unit, resultUnit: workingUnit(node))
            let fusion = try fuse(numbers, .direct, source: source, Self.sizes(shape), early, node)
            guard let fusion, !fusion.operation.isReference,
                try Self.isChannelsLast(try fusion.operation.layout(.destination), shape)
            else { return false }
            phases.append((phase, numbers, fusion))
        }
        guard let first = phases.first?.fusion.operation else { return false }
        // The four like the same order; better one reordering than four.
        source = try reordered(source, to: try first.layout(.source), name: node.name)
        // One for all: each is copied out before the next is computed.
        let scratch = reserve(try first.layout(.destination))

        let type = late.isEmpty ? plan.format(node.output).type.oneDNN : .float32
        let result = reserve(
            try Self.channelsLast(large, pixelStride: 1, rowStride: large.width, type), for: node.output)
        let view = try Self.channelsLast(shape, pixelStride: 2, rowStride: 2 * large.width, type)
        for (phase, numbers, fusion) in phases {
            let arguments = try arguments(
                of: fusion.operation, numbers, transposed: false, source: source, node.name)
            try append(
                fusion.operation, arguments + [(.destination, scratch)] + operands(fusion.fused), name: node.name)
            try apply(fusion.rest, from: scratch, to: scratch, name: node.name)
            var part = result
            part.layout = view
            part.byteOffset = (phase.row * large.width + phase.column) * large.channels * type.byteCount
            try reorder(scratch, into: part, name: node.name)
        }
        try apply(late, from: result, to: result, name: node.name)
        try keep(result, node)
        return true
    }

    /// Which of the output's rows and columns: 0 the even ones, 1 the odd ones.
    private struct Phase {
        var row: Int
        var column: Int

        static let all = [
            Phase(row: 0, column: 0), Phase(row: 0, column: 1), Phase(row: 1, column: 0), Phase(row: 1, column: 1),
        ]

        /// The kernel's row (or column) that each of the two taps of a phase is. Output 2i takes tap 3 from input i − 1
        /// and tap 1 from input i; output 2i + 1 takes tap 2 from input i and tap 0 from input i + 1.
        static func taps(_ phase: Int) -> [Int] { phase == 0 ? [3, 1] : [2, 0] }
    }

    /// The convolution that computes a phase. `weights`: those of the transposed convolution in row-major order.
    private static func phase(_ phase: Phase, of convolution: Convolution, weights: [Float]) -> Convolution {
        let (inputs, outputs) = (convolution.weights.shape[0], convolution.weights.shape[1])
        var taps: [Float] = []
        taps.reserveCapacity(inputs * outputs * 4)
        for output in 0..<outputs {
            for input in 0..<inputs {
                let kernel = (input * outputs + output) * 16
                for row in Phase.taps(phase.row) {
                    for column in Phase.taps(phase.column) { taps.append(weights[kernel + row * 4 + column]) }
                }
            }
        }
        return Convolution(
            weights: .values(taps, shape: [outputs, inputs, 2, 2]), bias: convolution.bias,
            padding: Padding(
                top: 1 - phase.row, left: 1 - phase.column, bottom: phase.row, right: phase.column))
    }

    /// A layout in which the channels of a pixel lie together; strides in pixels.
    static func channelsLast(
        _ shape: Shape, pixelStride: Int, rowStride: Int, _ type: onednn_type = .float32
    ) throws(NetError) -> OneDNNLayout {
        let rowLength = rowStride * shape.channels
        return try OneDNNLayout(
            type, sizes: sizes(shape),
            strides: [shape.height * rowLength, 1, rowLength, pixelStride * shape.channels])
    }

    private static func isChannelsLast(_ layout: OneDNNLayout, _ shape: Shape) throws(NetError) -> Bool {
        layout == (try channelsLast(shape, pixelStride: 1, rowStride: shape.width, layout.type))
    }
}
