internal import PixelKernels

/// The mean of `AnnealedMean` for pixels whose scores are there, in C for this processor.
final class AnnealedMeanKernel {
    private let kernels = pixel_kernels_best()
    /// Planes of its result.
    let planeCount: Int
    private let binCount: Int
    private let sharpness: Float
    /// a of every bin, then b of every bin.
    private let centres: [Float]

    /// - Precondition: at least `PIXEL_WIDEST` bins.
    init(_ mean: AnnealedMean) throws(NetError) {
        planeCount = mean.planeCount
        binCount = mean.scores.weights.shape[0]
        precondition(binCount >= Int(PIXEL_WIDEST))
        sharpness = 1 / mean.temperature
        centres = try mean.centres.floats()
    }

    /// For profiles: "annealed mean:avx512".
    var implementation: String { "annealed mean:\(String(cString: kernels.pointee.name))" }

    /// `scores`: those of a pixel together, `pixelCount` times; `result`: a of the first pixel, in planes of
    /// `planeLength` values that are as many as `planeCount` says.
    func run(
        _ scores: UnsafePointer<Float>, pixelCount: Int, result: UnsafeMutablePointer<Float>, planeLength: Int
    ) {
        centres.withUnsafeBufferPointer { centres in
            guard let start = centres.baseAddress else { return }
            var bins = pixel_bins(
                count: Int32(clamping: binCount), sharpness: sharpness, a: start, b: start + binCount)
            kernels.pointee.annealed_mean(
                &bins, scores, pixelCount, result, result + planeLength,
                planeCount > 2 ? result + 2 * planeLength : nil)
        }
    }
}
