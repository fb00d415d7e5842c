/// A small 8-bit sRGB picture in memory: three planes R', G', B', each row after row without gaps.
struct RGBPicture: Sendable, Equatable {
    let width: Int
    let height: Int
    /// 3 × width × height.
    var samples: [UInt8]

    /// A black picture.
    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        samples = [UInt8](repeating: 0, count: 3 * width * height)
    }

    /// Pixels.
    var count: Int { width * height }

    /// The samples of one plane: 0 is R', 1 G', 2 B'.
    func plane(_ index: Int) -> ArraySlice<UInt8> { samples[index * count..<(index + 1) * count] }

    /// The picture's layout in the colour path's words.
    var layout: PictureLayout {
        PictureLayout(
            model: .rgb, width: width, height: height, bitDepth: 8,
            color: ColorDescription(range: .full, matrix: .bt709))
    }

    /// Runs `body` on the planes, which are valid only inside it.
    mutating func withPlanes(_ body: (PicturePlanes) -> Void) {
        let (layout, count, width) = (layout, count, width)
        samples.withUnsafeMutableBytes { bytes in
            guard let first = bytes.baseAddress else { return }
            body(
                PicturePlanes(
                    layout: layout, data: (first, first + count, first + 2 * count), strideBytes: (width, width, width))
            )
        }
    }
}
