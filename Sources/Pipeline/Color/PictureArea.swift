/// A rectangle of a picture, in samples: what is left of it without black borders.
package struct PictureArea: Codable, Hashable, Sendable {
    /// Columns to the left of it; a multiple of `unit`, as all four are but where the area ends with the picture.
    package var left: Int
    /// Rows above it.
    package var top: Int
    package var width: Int
    package var height: Int

    /// So many samples of luma share one of chroma at most.
    package static let unit = 4

    /// See the properties.
    package init(left: Int, top: Int, width: Int, height: Int) {
        (self.left, self.top, self.width, self.height) = (left, top, width, height)
    }

    /// Whether it lies in a picture of this layout.
    package func isPart(of layout: PictureLayout) -> Bool {
        left >= 0 && top >= 0 && width > 0 && height > 0 && left + width <= layout.width
            && top + height <= layout.height
    }
}

extension PicturePlanes {
    /// The planes of a part of the picture. Valid as long as these are.
    package func part(_ area: PictureArea) -> PicturePlanes {
        precondition(area.isPart(of: layout))
        var part = layout
        (part.width, part.height) = (area.width, area.height)
        let isYUV = layout.model == .yuv
        let (shiftX, shiftY) = isYUV ? (layout.chromaShiftX, layout.chromaShiftY) : (0, 0)
        func moved(_ plane: UnsafeMutableRawPointer, _ stride: Int, _ x: Int, _ y: Int) -> UnsafeMutableRawPointer {
            plane + y * stride + x * layout.bytesPerSample
        }
        let (x, y) = (area.left >> shiftX, area.top >> shiftY)
        return PicturePlanes(
            layout: part,
            data: (
                moved(data.0, strideBytes.0, area.left, area.top), data.1.map { moved($0, strideBytes.1, x, y) },
                data.2.map { moved($0, strideBytes.2, x, y) }
            ), strideBytes: strideBytes)
    }
}
