import PixelKernels

/// Makes small 8-bit sRGB pictures of pictures of one layout: as a screen shows them, then resized with Pillow's
/// antialiased bicubic filter, to the last bit as Pillow resizes an 8-bit RGB picture.
///
/// Tables and scratch memory are made once; the scratch is why one thread at a time may use it.
package final class DisplayConverter {
    /// Which part of a picture is resized.
    package enum Part: Equatable {
        case whole
        /// A rectangle, in shares of width and height.
        case area(left: Double, top: Double, width: Double, height: Double)
        /// The square in the middle, as wide or as high as the picture; half a sample to the left or up where there is
        /// no middle.
        case centreSquare
    }

    package let layout: PictureLayout
    package let width: Int
    package let height: Int

    private let kernels: KernelSet
    private let format: pixel_format
    /// One plane of the part, as 8-bit gray.
    private let plane: pixel_format
    private let left: Int
    private let top: Int
    private let x: ResizeAxis
    private let y: ResizeAxis
    /// The kernel looks codes up in a table of L*, 0…100; here each code stands for itself.
    private let codes = KernelTable((0..<256).map { Float($0) * 100 / 255 })
    private let shown: PlaneBuffer
    private let resized: PlaneBuffer
    private let scratch: PlaneBuffer

    /// - Parameters:
    ///   - layout: of every picture that will be converted.
    ///   - part: what of it.
    ///   - width: of the small pictures.
    ///   - height: of the small pictures.
    ///   - kernels: for tests; the fastest by default.
    /// - Throws: `ColorError` for a layout or size that cannot be, or if there is no memory for it.
    package init(
        layout: PictureLayout, part: Part, width: Int, height: Int, kernels: KernelSet = .best
    ) throws(ColorError) {
        let format = try layout.kernelFormat()
        guard (1...16_384).contains(width), (1...16_384).contains(height) else {
            throw PictureLayout.unusable("\(width)x\(height) samples for the small copy")
        }
        self.layout = layout
        self.width = width
        self.height = height
        self.kernels = kernels
        var partLayout = layout
        partLayout.model = .gray
        partLayout.bitDepth = 8
        func place(_ share: Double, _ count: Int, in range: ClosedRange<Int>) -> Int {
            min(max(Int((share * Double(count)).rounded()), range.lowerBound), range.upperBound)
        }
        switch part {
        case .whole: (left, top) = (0, 0)
        case .area(let left, let top, let width, let height):
            self.left = place(left, layout.width, in: 0...layout.width - 1)
            self.top = place(top, layout.height, in: 0...layout.height - 1)
            partLayout.width = place(width, layout.width, in: 1...layout.width - self.left)
            partLayout.height = place(height, layout.height, in: 1...layout.height - self.top)
        case .centreSquare:
            partLayout.width = min(layout.width, layout.height)
            partLayout.height = partLayout.width
            left = (layout.width - partLayout.width) / 2
            top = (layout.height - partLayout.height) / 2
        }
        let plane = try partLayout.kernelFormat()
        x = ResizeAxis(sourceSize: partLayout.width, span: Double(partLayout.width), size: width)
        y = ResizeAxis(sourceSize: partLayout.height, span: Double(partLayout.height), size: height)
        self.format = format
        self.plane = plane

        let memory = PlaneBufferPool(idleLimitBytes: 0)
        let floats = MemoryLayout<Float>.stride
        shown = try memory.take(width: (3 * layout.width * layout.height + floats - 1) / floats, height: 1)
        resized = try memory.take(width: width, height: height)
        let needed = withUnsafePointer(to: format) { format in
            withUnsafePointer(to: plane) {
                max(pixel_lightness_scratch(format), pixel_network_scratch($0, Int32(width)))
            }
        }
        scratch = try memory.take(width: max(Int(needed), 1), height: 1)
    }

    /// - Parameters:
    ///   - planes: a picture of this converter's layout.
    ///   - small: of this converter's size.
    package func convert(_ planes: PicturePlanes, into small: inout RGBPicture) {
        precondition(planes.layout == layout && planes.isComplete)
        precondition(small.width == width && small.height == height)
        var format = format
        var kernelPlanes = planes.kernelPlanes
        let rgb = UnsafeMutableRawPointer(shown.base).assumingMemoryBound(to: UInt8.self)
        kernels.table.pointee.display(
            &format, &kernelPlanes, rgb, Int32(top), Int32(top) + self.plane.height, scratch.base)

        var plane = plane
        // The tables that these point to are held by this object.
        var view = pixel_network_view(
            luma_x: x.kernelAxis, luma_y: y.kernelAxis, chroma_x: x.kernelAxis, chroma_y: y.kernelAxis)
        for index in 0..<3 {
            let start = UnsafeMutableRawPointer(rgb + (index * layout.height + top) * layout.width + left)
            var part = pixel_planes(data: (start, nil, nil), stride_bytes: (layout.width, 0, 0))
            kernels.table.pointee.network_lightness_8bit(
                &plane, &part, &view, codes.base, resized.base, 0, Int32(height), scratch.base)
            for (i, value) in resized.values.enumerated() {
                small.samples[index * small.count + i] = UInt8((value * 2.55).rounded())
            }
        }
    }
}
