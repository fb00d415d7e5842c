internal import OneDNNShim
internal import PixelKernels

/// How a kernel finds rows: the channels of a pixel or the numbers of a token.
struct KernelRows {
    /// Elements of a row, which are as far apart as rows.
    var stride: Int
    var type: onednn_type
    /// Of whole numbers: what a 1 stands for.
    var unit: Float = 1

    func at(_ start: UnsafeMutableRawPointer) -> net_rows {
        let type =
            switch type {
            case .float32: NET_FLOAT32
            case .bfloat16: NET_BFLOAT16
            case .signed8: NET_SIGNED8
            case .unsigned8: NET_UNSIGNED8
            }
        return net_rows(data: start, stride: stride, type: type, unit: unit)
    }
}

/// L* → grey. Tensors: lightness, grey.
struct GreyKernel: NetKernel {
    var name: String { "grey" }
    var pixelCount: Int
    /// Pixels of a piece.
    private static let pieceLength = 4096

    init(pixelCount: Int) { self.pixelCount = pixelCount }

    var pieceCount: Int { (pixelCount + Self.pieceLength - 1) / Self.pieceLength }

    func run(_ tensors: [UnsafeMutableRawPointer], _ pieces: Range<Int>, scratch: UnsafeMutablePointer<Float>) {
        let first = pieces.lowerBound * Self.pieceLength
        let end = min(pieces.upperBound * Self.pieceLength, pixelCount)
        kernels.grey(
            tensors[0].assumingMemoryBound(to: Float.self) + first, end - first,
            tensors[1].assumingMemoryBound(to: Float.self) + first)
    }
}

/// Layer normalisation. Tensors: source, result.
struct NormalizationKernel: NetKernel {
    var name: String { "normalization" }
    var normalization: LayerNormalization
    /// Whether what is negative then becomes 0.
    var isRectified: Bool
    var pieceCount: Int
    var source: KernelRows
    var result: KernelRows

    func run(_ tensors: [UnsafeMutableRawPointer], _ pieces: Range<Int>, scratch: UnsafeMutablePointer<Float>) {
        normalization.scale.withUnsafeBufferPointer { scale in
            normalization.shift.withUnsafeBufferPointer { shift in
                guard let scale = scale.baseAddress, let shift = shift.baseAddress else { return }
                var description = net_normalization(
                    count: Int32(clamping: source.stride), epsilon: normalization.epsilon, scale: scale, shift: shift,
                    is_rectified: isRectified)
                var (source, result) = (source.at(tensors[0]), result.at(tensors[1]))
                kernels.normalize(&description, &source, &result, pieces.lowerBound, pieces.upperBound)
            }
        }
    }
}

/// A part of joined channels. Tensors: source, result from the part's first channel on.
struct CopyKernel: NetKernel {
    var name: String { "copy" }
    var pieceCount: Int
    var source: KernelRows
    var result: KernelRows

    func run(_ tensors: [UnsafeMutableRawPointer], _ pieces: Range<Int>, scratch: UnsafeMutablePointer<Float>) {
        var (from, to) = (source.at(tensors[0]), result.at(tensors[1]))
        kernels.copy(&from, &to, Int32(clamping: source.stride), pieces.lowerBound, pieces.upperBound)
    }
}

/// Pixel shuffle, a piece for each row of the large picture. Tensors: source, result.
struct ShuffleKernel: NetKernel {
    var name: String { "pixel shuffle" }
    var shuffle: PixelShuffle
    /// Of the small picture.
    var shape: Shape
    var source: KernelRows
    var result: KernelRows

    var pieceCount: Int { shape.height * shuffle.factor }

    func run(_ tensors: [UnsafeMutableRawPointer], _ pieces: Range<Int>, scratch: UnsafeMutablePointer<Float>) {
        var description = net_shuffle(
            height: Int32(clamping: shape.height), width: Int32(clamping: shape.width),
            factor: Int32(clamping: shuffle.factor),
            channels: Int32(clamping: shape.channels / shuffle.factor / shuffle.factor), is_blurred: shuffle.isBlurred)
        var (source, result) = (source.at(tensors[0]), result.at(tensors[1]))
        kernels.shuffle(
            &description, &source, &result, Int32(clamping: pieces.lowerBound), Int32(clamping: pieces.upperBound))
    }
}

/// Attention, a piece for each head. Tensors: queries, keys, values, result.
struct AttentionKernel: NetKernel {
    var name: String { "attention" }
    var queryCount: Int
    var keyCount: Int
    var headCount: Int
    /// Of queries, keys, values and result.
    var rows: [KernelRows]

    var pieceCount: Int { headCount }

    /// Of a head.
    private var width: Int { rows[0].stride / headCount }

    var scratchCount: Int { net_attention_scratch(Int32(clamping: queryCount), Int32(clamping: width)) }

    func run(_ tensors: [UnsafeMutableRawPointer], _ pieces: Range<Int>, scratch: UnsafeMutablePointer<Float>) {
        var description = net_attention(
            query_count: Int32(clamping: queryCount), key_count: Int32(clamping: keyCount),
            width: Int32(clamping: width), queries: rows[0].at(tensors[0]), keys: rows[1].at(tensors[1]),
            values: rows[2].at(tensors[2]), result: rows[3].at(tensors[3]))
        kernels.attention(
            &description, Int32(clamping: pieces.lowerBound), Int32(clamping: pieces.upperBound), scratch)
    }
}
