import PixelKernels

/// Makes CIE L* (0…100) of pictures of one layout: at their own size, to be kept, and at the network's size.
///
/// All tables are made once. The object holds no state of a picture, so it may be used on any thread.
final class LightnessConverter: Sendable {
    let layout: PictureLayout
    let networkWidth: Int
    let networkHeight: Int

    private let kernels: KernelSet
    /// L* for each code of luma; empty for RGB.
    private let grayLightness: KernelTable<Float>?
    private let lumaX: ResizeAxis
    private let lumaY: ResizeAxis
    private let chromaX: ResizeAxis
    private let chromaY: ResizeAxis
    private let scratchPool: PlaneBufferPool
    private let scratchCount: Int

    /// - Parameters:
    ///   - layout: of every picture that will be converted.
    ///   - networkWidth: width of the picture that the network sees.
    ///   - networkHeight: height of that picture.
    ///   - kernels: for tests; the fastest by default.
    /// - Throws: `ColorPathError.unusableLayout`.
    init(
        layout: PictureLayout, networkWidth: Int, networkHeight: Int, kernels: KernelSet = .best
    ) throws(ColorPathError) {
        let format = try layout.kernelFormat()
        guard (1...16_384).contains(networkWidth), (1...16_384).contains(networkHeight) else {
            throw .unusableLayout("\(networkWidth)x\(networkHeight) samples for the network")
        }
        self.layout = layout
        self.networkWidth = networkWidth
        self.networkHeight = networkHeight
        self.kernels = kernels

        if layout.model == .rgb {
            grayLightness = nil
        } else {
            var table = [Float](repeating: 0, count: 1 << layout.bitDepth)
            withUnsafePointer(to: format) { pixel_gray_lightness($0, &table) }
            grayLightness = KernelTable(table)
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
        scratchCount = max(Int(needed), 1)
        scratchPool = PlaneBufferPool(idleLimitBytes: scratchCount * MemoryLayout<Float>.stride)
    }

    /// The chroma plane spans the same stretch as the luma plane. A chroma sample cosited with the first luma sample has its
    /// middle at ½ in luma samples and at ½ in its own, so the picture begins a little after the beginning of the plane.
    private static func chromaAxis(
        sourceSize: Int, span: Double, shift: Int, cosited: Bool, size: Int
    ) -> ResizeAxis {
        let step = Double(1 << shift)
        return ResizeAxis(
            sourceSize: sourceSize, span: span / step, offset: cosited ? 0.5 - 0.5 / step : 0, size: size)
    }

    /// L* of a picture at its own size.
    ///
    /// Chroma is interpolated bilinearly to the luma samples according to its siting; R', G' and B' are clipped to 0…1. A sample
    /// without colour gives the same L* in every layout.
    ///
    /// - Parameter full: width × height of the layout.
    /// - Throws: `ColorPathError.mismatch` for another layout or size, `.outOfMemory`.
    func lightness(of planes: PicturePlanes, into full: inout PlaneBuffer) throws(ColorPathError) {
        guard full.width == layout.width, full.height == layout.height else {
            throw .mismatch("plane of \(full.width)x\(full.height) for a picture of \(layout.width)x\(layout.height)")
        }
        var format = try layout.kernelFormat()
        var kernelPlanes = try planes.kernelPlanes(for: layout)
        let scratch = try scratchPool.take(width: scratchCount, height: 1)
        kernels.table.pointee.lightness(
            &format, &kernelPlanes, grayLightness?.base, full.base, 0, format.height, scratch.base)
        extendLifetime(scratch)
    }

    /// L* of the picture resized to the network's size as the published networks' demo does it: R'G'B' through Pillow's
    /// antialiased bicubic, then L*. 8-bit gray and RGB are rounded to 8 bits after each pass, as there; everything else is
    /// resized in float, plane by plane from its own size, and clipped once at the end.
    ///
    /// - Parameter small: networkWidth × networkHeight.
    /// - Throws: `ColorPathError.mismatch` for another layout or size, `.outOfMemory`.
    func networkLightness(of planes: PicturePlanes, into small: inout PlaneBuffer) throws(ColorPathError) {
        guard small.width == networkWidth, small.height == networkHeight else {
            throw .mismatch("plane of \(small.width)x\(small.height) for a network of \(networkWidth)x\(networkHeight)")
        }
        var format = try layout.kernelFormat()
        var kernelPlanes = try planes.kernelPlanes(for: layout)
        let scratch = try scratchPool.take(width: scratchCount, height: 1)
        // The tables that these point to are held by this object.
        var view = pixel_network_view(
            luma_x: lumaX.kernelAxis, luma_y: lumaY.kernelAxis, chroma_x: chromaX.kernelAxis,
            chroma_y: chromaY.kernelAxis)
        let rows = Int32(networkHeight)
        if layout.bitDepth == 8, layout.model != .yuv {
            kernels.table.pointee.network_lightness_8bit(
                &format, &kernelPlanes, &view, grayLightness?.base, small.base, 0, rows, scratch.base)
        } else {
            kernels.table.pointee.network_lightness(&format, &kernelPlanes, &view, small.base, 0, rows, scratch.base)
        }
        extendLifetime(scratch)
    }
}
