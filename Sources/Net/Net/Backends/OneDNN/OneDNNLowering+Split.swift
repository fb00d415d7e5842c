internal import OneDNNShim

// A picture as four of half its size: those of its even and odd rows and columns.
//
// A convolution whose taps are two apart sees only pixels of one of them, so it is an ordinary convolution of each:
// then Winograd's way serves it, which oneDNN has for neighbouring taps only. Chains of such layers stay split.
extension OneDNNLowering {
    /// The sizes of the four pictures that a value of this shape is split into; nil where they would not be alike.
    static func splitSizes(_ shape: Shape) -> [Int]? {
        guard shape.height % 2 == 0, shape.width % 2 == 0 else { return nil }
        return [4, shape.channels, shape.height / 2, shape.width / 2]
    }

    /// The value as four pictures.
    mutating func split(_ value: Value, name: String) throws(NetError) -> Located {
        let tensor = tensor(of: value)
        if tensor.isSplit { return tensor }
        let shape = plan.graph.shape(value)
        let whole = try reordered(
            tensor, to: try Self.channelsLast(shape, pixelStride: 1, rowStride: shape.width), name: name)
        var split = reserve(try Self.splitLayout(shape))
        split.isSplit = true
        for (part, view) in try Self.parts(of: whole, in: split, shape) {
            try reorder(view, into: part, name: name)
        }
        return split
    }

    /// The four pictures as one again.
    mutating func joined(_ tensor: Located, _ value: Value) throws(NetError) -> Located {
        let shape = plan.graph.shape(value)
        let split = try reordered(tensor, to: try Self.splitLayout(shape), name: "joining")
        let whole = reserve(try Self.channelsLast(shape, pixelStride: 1, rowStride: shape.width), for: value)
        for (part, view) in try Self.parts(of: whole, in: split, shape) {
            try reorder(part, into: view, name: "joining")
        }
        return whole
    }

    /// Four pictures one after the other, the channels of a pixel together.
    private static func splitLayout(_ shape: Shape) throws(NetError) -> OneDNNLayout {
        let (channels, height, width) = (shape.channels, shape.height / 2, shape.width / 2)
        return try OneDNNLayout(
            sizes: [4, channels, height, width],
            strides: [height * width * channels, 1, width * channels, channels])
    }

    /// Each of the four pictures in `split`, and the pixels of `whole` that it consists of.
    private static func parts(of whole: Located, in split: Located, _ shape: Shape) throws(NetError) -> [(
        part: Located, view: Located
    )] {
        let small = Shape(shape.channels, shape.height / 2, shape.width / 2)
        let partLayout = try channelsLast(small, pixelStride: 1, rowStride: small.width)
        let viewLayout = try channelsLast(small, pixelStride: 2, rowStride: 2 * shape.width)
        var parts: [(part: Located, view: Located)] = []
        for row in 0..<2 {
            for column in 0..<2 {
                var part = split
                part.layout = partLayout
                part.byteOffset = (2 * row + column) * partLayout.byteCount
                var view = whole
                view.layout = viewLayout
                view.byteOffset = (row * shape.width + column) * shape.channels * MemoryLayout<Float>.stride
                parts.append((part, view))
            }
        }
        return parts
    }
}
