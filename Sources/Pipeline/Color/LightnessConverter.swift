import PixelKernels

/// Makes CIE L* of pictures of one layout: at their own size, to be kept, and at the network's size.
///
/// Tables and scratch memory are made once; the scratch is why one thread at a time may use it.
package final class LightnessConverter {
    package let layout: PictureLayout
    package let networkWidth: Int
    package let networkHeight: Int

    private let kernels: KernelSet
    /// L* for each code of luma; nil for RGB and floats.
    private let grayLightness: KernelTable<Float>?
    /// The same without what lies beyond black and white, which the network does not know.
    private let networkGrayLightness: KernelTable<Float>?
    private let lumaX: ResizeAxis
    private let lumaY: ResizeAxis
    private let chromaX: ResizeAxis
    private let chromaY: ResizeAxis
    private let format: pixel_format
    private let bands: RowBands
    private let networkBands: RowBands
    /// One row for each band.
    private let scratch: PlaneBuffer

    /// - Parameters:
    ///   - layout: of every picture that will be converted.
    ///   - networkWidth: width of the picture that the network sees.
    ///   - networkHeight: height of that picture.
    ///   - kernels: for tests; the fastest by default.
    ///   - bandCount: for tests; what suits the size by default.
    /// - Throws: `ColorError` for a layout or size that cannot be, or if there is no memory for it.
    package init(
        layout: PictureLayout, networkWidth: Int, networkHeight: Int, kernels: KernelSet = .best,
        bandCount: Int? = nil
    ) throws(ColorError) {
        let format = try layout.kernelFormat()
        guard (1...16_384).contains(networkWidth), (1...16_384).contains(networkHeight) else {
            throw PictureLayout.unusable("\(networkWidth)x\(networkHeight) samples for the network")
        }
        self.layout = layout
        self.networkWidth = networkWidth
        self.networkHeight = networkHeight
        self.kernels = kernels

        if layout.model == .rgb || layout.isFloat {
            grayLightness = nil
            networkGrayLightness = nil
        } else {
            var table = [Float](repeating: 0, count: 1 << layout.bitDepth)
            withUnsafePointer(to: format) { pixel_gray_lightness($0, &table) }
            grayLightness = KernelTable(table)
            networkGrayLightness = KernelTable(table.map { min(max($0, 0), 100) })
        }

        let width = Double(layout.width)
        let height = Double(layout.height)
        lumaX = ResizeAxis(sourceSize: layout.width, span: width, size: networkWidth)
        lumaY = ResizeAxis(sourceSize: layout.height, span: height, size: networkHeight)
        if layout.model == .yuv {
            chromaX = Self.chromaAxis(
                sourceSize: layout.chromaWidth, span: width, shift: layout.chromaShiftX, cosited: format.cosited_x,
                size: networkWidth)
            chromaY = Self.chromaAxis(
                sourceSize: layout.chromaHeight, span: height, shift: layout.chromaShiftY, cosited: format.cosited_y,
                size: networkHeight)
        } else {
            chromaX = lumaX
            chromaY = lumaY
        }
        let needed = withUnsafePointer(to: format) {
            max(pixel_lightness_scratch($0), pixel_network_scratch($0, Int32(networkWidth)))
        }
        self.format = format
        let samples = layout.width * layout.height
        bands = RowBands(rows: layout.height, samples: samples, count: bandCount)
        networkBands = RowBands(rows: networkHeight, samples: samples, count: bandCount)
        scratch = try PlaneBufferPool(idleLimitBytes: 0).take(
            width: max(needed, 1), height: max(bands.count, networkBands.count))
    }

    /// The chroma plane spans the same stretch as the luma plane. A chroma sample cosited with the first luma sample
    /// has its middle at ½ in luma samples and at ½ in its own, so the picture begins a little after the beginning of
    /// the plane.
    private static func chromaAxis(
        sourceSize: Int, span: Double, shift: Int, cosited: Bool, size: Int
    ) -> ResizeAxis {
        let step = Double(1 << shift)
        return ResizeAxis(
            sourceSize: sourceSize, span: span / step, offset: cosited ? 0.5 - 0.5 / step : 0, size: size)
    }

    /// L* of a picture at its own size.
    ///
    /// Chroma is interpolated bilinearly to the luma samples according to its siting; R', G' and B' are clipped to 0…1.
    /// A sample without colour gives the same L* in every layout. What Y' has beyond black or white (in the codes
    /// outside the limited range, or in floats) is not lost: 100 times as much is added to L*, and `Recombiner` gives
    /// it back.
    ///
    /// - Parameters:
    ///   - planes: a picture of this converter's layout.
    ///   - full: width × height of the layout.
    package func lightness(of planes: PicturePlanes, into full: inout PlaneBuffer) {
        precondition(planes.layout == layout && planes.isComplete)
        precondition(full.width == layout.width && full.height == layout.height)
        let kernelPlanes = planes.kernelPlanes
        let base = full.base
        bands.forEach { band, rows in
            var (format, planes) = (format, kernelPlanes)
            kernels.table.pointee.lightness(
                &format, &planes, grayLightness?.base, base, Int32(rows.lowerBound), Int32(rows.upperBound),
                scratch.row(band))
        }
    }

    /// L* (0…100) of the picture resized to the network's size as the published networks' demo does it: R'G'B' through
    /// Pillow's antialiased bicubic, then L*. 8-bit gray and RGB are rounded to 8 bits after each pass, as there;
    /// everything else is resized in float, plane by plane from its own size, and clipped once at the end.
    ///
    /// - Parameters:
    ///   - planes: a picture of this converter's layout.
    ///   - small: receives networkHeight rows; networkWidth wide, further rows are left alone.
    package func networkLightness(of planes: PicturePlanes, into small: inout PlaneBuffer) {
        precondition(planes.layout == layout && planes.isComplete)
        precondition(small.width == networkWidth && small.height >= networkHeight)
        let kernelPlanes = planes.kernelPlanes
        // The tables that these point to are held by this object.
        let networkView = pixel_network_view(
            luma_x: lumaX.kernelAxis, luma_y: lumaY.kernelAxis, chroma_x: chromaX.kernelAxis,
            chroma_y: chromaY.kernelAxis)
        let base = small.base
        networkBands.forEach { band, rows in
            var (format, planes, view) = (format, kernelPlanes, networkView)
            let (first, end) = (Int32(rows.lowerBound), Int32(rows.upperBound))
            if layout.bitDepth == 8, layout.model != .yuv {
                kernels.table.pointee.network_lightness_8bit(
                    &format, &planes, &view, networkGrayLightness?.base, base, first, end, scratch.row(band))
            } else {
                kernels.table.pointee.network_lightness(
                    &format, &planes, &view, base, first, end, scratch.row(band))
            }
        }
    }
}
