/// A small 8-bit sRGB picture in memory: three planes R', G', B', each row after row without gaps.
package struct RGBPicture: Sendable, Equatable {
    package let width: Int
    package let height: Int
    /// 3 × width × height.
    package var samples: [UInt8]

    /// A black picture.
    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
        samples = [UInt8](repeating: 0, count: 3 * width * height)
    }

    /// Pixels.
    package var count: Int { width * height }

    /// The samples of one plane: 0 is R', 1 G', 2 B'.
    package func plane(_ index: Int) -> ArraySlice<UInt8> { samples[index * count..<(index + 1) * count] }

    /// The picture's layout in the colour path's words.
    package var layout: PictureLayout {
        PictureLayout(
            model: .rgb, width: width, height: height, bitDepth: 8,
            color: ColorDescription(range: .full, matrix: .bt709))
    }

    /// Runs `body` on the planes, which are valid only inside it.
    package mutating func withPlanes<Result: ~Copyable>(
        _ body: (PicturePlanes) throws(ColorError) -> Result
    ) throws(ColorError) -> Result {
        let (layout, count, width) = (layout, count, width)
        var span = samples.mutableSpan
        return try span.withUnsafeMutableBytes { bytes throws(ColorError) in
            guard let first = bytes.baseAddress else { throw PictureLayout.unusable("a picture without pixels") }
            return try body(
                PicturePlanes(
                    layout: layout, data: (first, first + count, first + 2 * count), strideBytes: (width, width, width))
            )
        }
    }
}
