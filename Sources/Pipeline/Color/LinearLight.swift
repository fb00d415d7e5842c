import PixelKernels

/// Samples that are proportional to light (OpenEXR's, mostly) to and from those of sRGB's curve, which everything else
/// in the colour path works with. The curve goes on above white, so that nothing is clipped.
package struct LinearLight {
    private let kernels: KernelSet

    /// - Parameter kernels: for tests; the fastest by default.
    package init(kernels: KernelSet = .best) { self.kernels = kernels }

    /// Writes the samples of grey or RGB planes to planes of floats of the same size and model.
    ///
    /// - Throws: `ColorError` for a layout that cannot be.
    package func encode(_ linear: PicturePlanes, into encoded: PicturePlanes) throws(ColorError) {
        precondition(linear.isComplete && encoded.isComplete && encoded.layout.isFloat)
        precondition(linear.layout.model != .yuv && linear.layout.model == encoded.layout.model)
        precondition((linear.layout.width, linear.layout.height) == (encoded.layout.width, encoded.layout.height))
        let format = try linear.layout.kernelFormat()
        for (from, to) in zip(linear.rows, encoded.rows) {
            kernels.table.pointee.encode_light(
                from, format.sample_bytes, format.luma_offset, 1 / format.luma_scale, linear.layout.width,
                to.assumingMemoryBound(to: Float.self))
        }
    }

    /// Turns planes of floats in RGB into light where they are.
    package func decode(_ encoded: PicturePlanes) {
        precondition(encoded.isComplete && encoded.layout.isFloat)
        for row in encoded.rows {
            kernels.table.pointee.decode_light(row.assumingMemoryBound(to: Float.self), encoded.layout.width)
        }
    }
}

extension PicturePlanes {
    /// The rows of all planes of a picture without subsampling, plane after plane.
    fileprivate var rows: some Sequence<UnsafeMutableRawPointer> {
        let planes = [
            (data.0 as UnsafeMutableRawPointer?, strideBytes.0), (data.1, strideBytes.1), (data.2, strideBytes.2),
        ]
        return planes.lazy.compactMap { start, stride in
            start.map { start in (0..<layout.height).lazy.map { start + $0 * stride } }
        }.joined()
    }
}
