internal import PixelKernels

// The three loops of `ColorQueries` around the bands of its expansion.

/// What each channel adds to a and to b: mixing · embeddings. Tensors: embeddings, weights.
struct QueryWeightsKernel: NetKernel {
    var name: String { "query weights" }
    /// [2, queries].
    var mixing: [Float]
    /// Numbers of an embedding.
    var width: Int

    var pieceCount: Int { 1 }

    func run(_ tensors: [UnsafeMutableRawPointer], _ pieces: Range<Int>, scratch: UnsafeMutablePointer<Float>) {
        let embeddings = tensors[0].assumingMemoryBound(to: Float.self)
        let weights = tensors[1].assumingMemoryBound(to: Float.self)
        let queries = mixing.count / 2
        for color in 0..<2 {
            let own = weights + color * width
            own.update(repeating: 0, count: width)
            for query in 0..<queries {
                let factor = mixing[color * queries + query]
                for index in 0..<width { own[index] += factor * embeddings[query * width + index] }
            }
        }
    }
}

/// The sums over channels of a band's pixels. Tensors: expanded features, weights, sums.
struct TailSumsKernel: NetKernel {
    var name: String { "color sums" }
    var channels: Int
    var source: KernelRows
    /// Of the band, counted from the picture's first: the sums are the picture's, the features the band's.
    var pixels: Range<Int>

    var pieceCount: Int { pixels.count }

    func run(_ tensors: [UnsafeMutableRawPointer], _ pieces: Range<Int>, scratch: UnsafeMutablePointer<Float>) {
        var source = source.at(tensors[0])
        let sums = tensors[2].assumingMemoryBound(to: Float.self) + 2 * ColorQueries.places * pixels.lowerBound
        kernels.tail_sums(
            &source, Int32(clamping: channels), tensors[1].assumingMemoryBound(to: Float.self), sums,
            pieces.lowerBound, pieces.upperBound)
    }
}

/// From the sums to the planes. Tensors: sums, grey, planes.
struct TailPlanesKernel: NetKernel {
    var name: String { "color planes" }
    /// Of the features.
    var shape: Shape
    var queries: ColorQueries

    var pieceCount: Int { shape.height * ColorQueries.factor }

    func run(_ tensors: [UnsafeMutableRawPointer], _ pieces: Range<Int>, scratch: UnsafeMutablePointer<Float>) {
        var tail = net_color_tail(
            height: Int32(clamping: shape.height), width: Int32(clamping: shape.width),
            slope: (queries.slope[0], queries.slope[1]), offset: (queries.offset[0], queries.offset[1]))
        kernels.tail_planes(
            &tail, tensors[0].assumingMemoryBound(to: Float.self), tensors[1].assumingMemoryBound(to: Float.self),
            tensors[2].assumingMemoryBound(to: Float.self), Int32(clamping: pieces.lowerBound),
            Int32(clamping: pieces.upperBound))
    }
}
