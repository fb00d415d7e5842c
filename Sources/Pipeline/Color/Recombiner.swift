import PixelKernels

/// Joins pictures' own L* with the a and b that a network predicted and writes the coloured pictures.
///
/// Tables and scratch memory are made once; the scratch is why one thread at a time may use it.
package final class Recombiner {
    /// Of the pictures that are written.
    package let layout: PictureLayout
    package let abWidth: Int
    package let abHeight: Int

    private let kernels: KernelSet
    private let saturation: Float
    private let fade: ChromaFade?
    /// nil for bilinear enlargement.
    private let guidance: pixel_guidance?
    /// From the size that the network answers at to the size that it saw; nil where the two are the same.
    private let enlargement: (x: StretchAxis, y: StretchAxis)?
    private let networkWidth: Int
    private let networkHeight: Int
    private let pictureX: StretchAxis
    private let pictureY: StretchAxis
    private let format: pixel_format
    /// Planes that are enlarged: a and b, or their fits to L*.
    private let planeCount: Int
    /// Floats of scratch for the fits and for the planes at the network's size, in this order; what the fits themselves
    /// need shares the latter's place.
    private let fitsCount: Int
    private let enlargedCount: Int
    /// Of chroma rows, with the luma rows that share them.
    private let bands: RowBands
    private let scratch: PlaneBuffer
    /// The kernels' own, one row for each band.
    private let bandScratch: PlaneBuffer

    /// - Parameters:
    ///   - output: layout of the pictures that are written.
    ///   - abWidth: width of the a and b planes.
    ///   - abHeight: height of the a and b planes.
    ///   - networkWidth: width of the picture that the network saw. a and b are first enlarged to it, as the published
    ///     networks' last layer does, and from there to the picture; two bilinear steps are not the same as one.
    ///   - networkHeight: height of that picture.
    ///   - saturation: factor on a and b; 0 gives exact grey. At 1 light outside 0…1 is clipped as the PyTorch release
    ///     does; at any other factor colours outside sRGB keep L* and hue and lose chroma until they are at its border.
    ///   - chroma: whether a and b follow the pictures' L*.
    ///   - fade: how colours fade towards black and white; nil: not at all, as in the PyTorch release.
    ///   - kernels: for tests; the fastest by default.
    ///   - bandCount: for tests; what suits the size by default.
    /// - Throws: `ColorError` for a layout or size that cannot be, or if there is no memory for it.
    package init(
        output: PictureLayout, abWidth: Int, abHeight: Int, networkWidth: Int, networkHeight: Int,
        saturation: Float = 1, chroma: ChromaEnlargement = .bilinear, fade: ChromaFade? = nil,
        kernels: KernelSet = .best, bandCount: Int? = nil
    ) throws(ColorError) {
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
        self.fade = fade
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
        guidance =
            chroma == .bilinear
            ? nil
            : pixel_guidance(
                lightness_width: Int32(output.width), lightness_height: Int32(output.height), width: Int32(abWidth),
                height: Int32(abHeight), radius: Self.guidanceRadius,
                noise_variance: Self.noiseVariance)
        let guided = guidance.map { withUnsafePointer(to: $0) { Int(pixel_guidance_scratch($0)) } } ?? 0
        planeCount = guidance == nil ? 2 : PIXEL_FIT_PLANES
        fitsCount = guidance == nil ? 0 : PIXEL_FIT_PLANES * abWidth * abHeight
        // The planes at the network's size and the two rows between which the kernel interpolates.
        enlargedCount =
            enlargement == nil ? 0 : planeCount * networkWidth * networkHeight + 2 * (networkWidth + PIXEL_WIDEST)
        // What the guidance needs is free again when the fits are enlarged.
        let count = fitsCount + max(enlargedCount, guided)
        let memory = PlaneBufferPool(idleLimitBytes: 0)
        scratch = try memory.take(width: max(count, 1), height: 1)
        bands = RowBands(
            rows: output.model == .yuv ? output.chromaHeight : output.height, samples: output.width * output.height,
            count: bandCount)
        bandScratch = try memory.take(width: recombination, height: bands.count)
    }

    /// Noise of a standard deviation of 3 L*, averaged over a sample of a and b, is no edge.
    private static let noiseVariance: Float = 9

    /// In samples of a and b. Chosen with what `fit_to_lightness` does on photographs and made edges: least error in a
    /// and b.
    private static let guidanceRadius: Int32 = 2

    /// Writes one picture: L*a*b* to sRGB, clipped to 0…1, then the layout's codes, rounded to nearest. Subsampled
    /// chroma is averaged over the luma samples around its site. Where a and b are 0 the result has exactly no colour.
    ///
    /// - Parameters:
    ///   - lightness: L* of width × height of the output.
    ///   - ab: a over b, abWidth × 2 abHeight, in CIE units (about −110…110); what follows does not count.
    ///   - keepsHue: whether colours outside sRGB keep L* and hue, whatever the saturation.
    ///   - planes: a picture of this recombiner's layout; all samples of all planes are written, and nothing between
    ///     rows.
    package func recombine(
        lightness: borrowing PlaneBuffer, ab: borrowing PlaneBuffer, keepsHue: Bool = false, into planes: PicturePlanes
    ) {
        precondition(planes.layout == layout && planes.isComplete)
        precondition(lightness.width == layout.width && lightness.height == layout.height)
        precondition(ab.width == abWidth && ab.height >= 2 * abHeight)
        var free = scratch.base
        var sources = UnsafePointer(ab.base)
        if var guidance {
            let fits = free
            free += fitsCount
            kernels.table.pointee.fit_to_lightness(&guidance, lightness.base, sources, fits, free)
            sources = UnsafePointer(fits)
        }
        if let enlargement {
            enlarge(sources, by: enlargement, into: free)
            sources = UnsafePointer(free)
        }
        let kernelPlanes = planes.kernelPlanes
        // The tables that this points to are held by this object.
        let recombination = pixel_recombination(
            format: format, x: pictureX.kernelAxis, y: pictureY.kernelAxis, saturation: saturation,
            keeps_hue: keepsHue || saturation != 1, guided: guidance != nil, fades: fade != nil, dark: fade?.dark ?? 0,
            light: fade?.light ?? 0)
        let (base, ab) = (lightness.base, sources)
        bands.forEach { band, groups in
            var (recombination, planes) = (recombination, kernelPlanes)
            kernels.table.pointee.recombine(
                &recombination, base, ab, &planes, Int32(groups.lowerBound), Int32(groups.upperBound),
                bandScratch.row(band))
        }
    }

    private func enlarge(
        _ planes: UnsafePointer<Float>, by axes: (x: StretchAxis, y: StretchAxis),
        into result: UnsafeMutablePointer<Float>
    ) {
        var x = axes.x.kernelAxis
        var y = axes.y.kernelAxis
        let scratch = result + planeCount * networkWidth * networkHeight
        for plane in 0..<planeCount {
            kernels.table.pointee.stretch(
                &x, &y, planes + plane * abWidth * abHeight, result + plane * networkWidth * networkHeight, 0,
                Int32(networkHeight), scratch)
        }
    }
}
