import PixelKernels

/// Joins pictures' own L* with the a and b that a network predicted and writes the coloured pictures.
///
/// All tables are made once. The object holds no state of a picture, so it may be used on any thread.
final class Recombiner: Sendable {
    let output: PictureLayout
    let abWidth: Int
    let abHeight: Int

    private let kernels: KernelSet
    private let saturation: Float
    /// From the size that the network answers at to the size that it saw; nil where the two are the same.
    private let enlargement: (x: StretchAxis, y: StretchAxis)?
    private let networkWidth: Int
    private let networkHeight: Int
    private let pictureX: StretchAxis
    private let pictureY: StretchAxis
    private let scratchPool: PlaneBufferPool
    private let scratchCount: Int

    /// - Parameters:
    ///   - output: layout of the pictures that are written.
    ///   - abWidth: width of the a and b planes.
    ///   - abHeight: height of the a and b planes.
    ///   - networkWidth: width of the picture that the network saw. a and b are first enlarged to it, as the published networks'
    ///     last layer does, and from there to the picture; two bilinear steps are not the same as one.
    ///   - networkHeight: height of that picture.
    ///   - saturation: factor on a and b; 0 gives exact grey.
    ///   - kernels: for tests; the fastest by default.
    /// - Throws: `ColorPathError.unusableLayout`.
    init(
        output: PictureLayout, abWidth: Int, abHeight: Int, networkWidth: Int, networkHeight: Int,
        saturation: Float = 1, kernels: KernelSet = .best
    ) throws(ColorPathError) {
        let format = try output.kernelFormat()
        for size in [abWidth, abHeight, networkWidth, networkHeight] where !(1...16_384).contains(size) {
            throw .unusableLayout("\(abWidth)x\(abHeight) samples of colour for \(networkWidth)x\(networkHeight)")
        }
        self.output = output
        self.abWidth = abWidth
        self.abHeight = abHeight
        self.networkWidth = networkWidth
        self.networkHeight = networkHeight
        self.saturation = saturation
        self.kernels = kernels
        pictureX = StretchAxis(from: networkWidth, to: output.width)
        pictureY = StretchAxis(from: networkHeight, to: output.height)
        if (abWidth, abHeight) == (networkWidth, networkHeight) {
            enlargement = nil
        } else {
            enlargement = (
                StretchAxis(from: abWidth, to: networkWidth), StretchAxis(from: abHeight, to: networkHeight)
            )
        }
        let recombination = withUnsafePointer(to: format) { Int(pixel_recombination_scratch($0)) }
        scratchCount =
            recombination + (enlargement == nil ? 0 : Self.enlargementCount(width: networkWidth, height: networkHeight))
        scratchPool = PlaneBufferPool(idleLimitBytes: scratchCount * MemoryLayout<Float>.stride)
    }

    /// Floats for the enlarged a and b and for the two rows between which the kernel interpolates.
    private static func enlargementCount(width: Int, height: Int) -> Int {
        2 * width * height + 2 * (width + PIXEL_WIDEST)
    }

    /// Writes one picture: L*a*b* to sRGB, clipped to 0…1, then the layout's codes, rounded to nearest. Subsampled chroma is
    /// averaged over the luma samples around its site. Where a and b are 0 the result has exactly no colour.
    ///
    /// - Parameters:
    ///   - lightness: L* of width × height of the output.
    ///   - ab: a over b: abWidth × 2 abHeight, in CIE units (about −110…110).
    ///   - planes: all samples of all planes are written and nothing between rows.
    /// - Throws: `ColorPathError.mismatch` for another layout or size, `.outOfMemory`.
    func recombine(
        lightness: borrowing PlaneBuffer, ab: borrowing PlaneBuffer, into planes: PicturePlanes
    ) throws(ColorPathError) {
        guard lightness.width == output.width, lightness.height == output.height else {
            throw .mismatch(
                "lightness of \(lightness.width)x\(lightness.height) for a picture of \(output.width)x\(output.height)")
        }
        guard ab.width == abWidth, ab.height == 2 * abHeight else {
            throw .mismatch("a and b of \(ab.width)x\(ab.height) instead of \(abWidth)x\(2 * abHeight)")
        }
        let format = try output.kernelFormat()
        var kernelPlanes = try planes.kernelPlanes(for: output)
        let scratch = try scratchPool.take(width: scratchCount, height: 1)
        var free = scratch.base
        var networkAB = UnsafePointer(ab.base)
        if let enlargement {
            networkAB = UnsafePointer(free)
            enlarge(ab, by: enlargement, into: free)
            free += Self.enlargementCount(width: networkWidth, height: networkHeight)
        }
        let groups =
            output.model == .yuv
            ? (format.height + (1 << format.chroma_shift_y) - 1) >> format.chroma_shift_y : format.height
        // The tables that this points to are held by this object.
        var recombination = pixel_recombination(
            format: format, x: pictureX.kernelAxis, y: pictureY.kernelAxis, saturation: saturation)
        kernels.table.pointee.recombine(
            &recombination, lightness.base, networkAB, &kernelPlanes, 0, groups, free)
        extendLifetime(scratch)
    }

    private func enlarge(
        _ ab: borrowing PlaneBuffer, by axes: (x: StretchAxis, y: StretchAxis), into result: UnsafeMutablePointer<Float>
    ) {
        var x = axes.x.kernelAxis
        var y = axes.y.kernelAxis
        let scratch = result + 2 * networkWidth * networkHeight
        for plane in 0..<2 {
            kernels.table.pointee.stretch(
                &x, &y, ab.base + plane * abWidth * abHeight, result + plane * networkWidth * networkHeight, 0,
                Int32(networkHeight), scratch)
        }
    }
}
