import PixelKernels

/// Joins pictures' own L* with the a and b that a network predicted and writes the coloured pictures.
///
/// Tables and scratch memory are made once; the scratch is why one thread at a time may use it.
final class Recombiner {
    /// Of the pictures that are written.
    let layout: PictureLayout
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
    private let format: pixel_format
    private let scratch: PlaneBuffer

    /// - Parameters:
    ///   - output: layout of the pictures that are written.
    ///   - abWidth: width of the a and b planes.
    ///   - abHeight: height of the a and b planes.
    ///   - networkWidth: width of the picture that the network saw. a and b are first enlarged to it, as the published networks'
    ///     last layer does, and from there to the picture; two bilinear steps are not the same as one.
    ///   - networkHeight: height of that picture.
    ///   - saturation: factor on a and b; 0 gives exact grey.
    ///   - kernels: for tests; the fastest by default.
    /// - Throws: `MediaError.unsupported` for a layout or size that cannot be, or if there is no memory for it.
    init(
        output: PictureLayout, abWidth: Int, abHeight: Int, networkWidth: Int, networkHeight: Int,
        saturation: Float = 1, kernels: KernelSet = .best
    ) throws(MediaError) {
        let format = try output.kernelFormat()
        for size in [abWidth, abHeight, networkWidth, networkHeight] where !(1...16_384).contains(size) {
            throw PictureLayout.unusable(
                "\(abWidth)x\(abHeight) samples of colour for \(networkWidth)x\(networkHeight)")
        }
        self.format = format
        layout = output
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
        let enlarged = enlargement == nil ? 0 : Self.enlargementCount(width: networkWidth, height: networkHeight)
        scratch = try PlaneBufferPool(idleLimitBytes: 0).take(width: recombination + enlarged, height: 1)
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
    ///   - planes: a picture of this recombiner's layout; all samples of all planes are written, and nothing between rows.
    func recombine(lightness: borrowing PlaneBuffer, ab: borrowing PlaneBuffer, into planes: PicturePlanes) {
        precondition(planes.layout == layout && planes.isComplete)
        precondition(lightness.width == layout.width && lightness.height == layout.height)
        precondition(ab.width == abWidth && ab.height == 2 * abHeight)
        var free = scratch.base
        var networkAB = UnsafePointer(ab.base)
        if let enlargement {
            networkAB = UnsafePointer(free)
            enlarge(ab, by: enlargement, into: free)
            free += Self.enlargementCount(width: networkWidth, height: networkHeight)
        }
        var kernelPlanes = planes.kernelPlanes
        // The tables that this points to are held by this object.
        var recombination = pixel_recombination(
            format: format, x: pictureX.kernelAxis, y: pictureY.kernelAxis, saturation: saturation)
        let groups = layout.model == .yuv ? layout.chromaHeight : layout.height
        kernels.table.pointee.recombine(
            &recombination, lightness.base, networkAB, &kernelPlanes, 0, Int32(groups), free)
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
