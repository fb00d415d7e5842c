/// The planar sample layouts that the colour path reads and writes. Every other pixel format is unpacked to one of
/// these by the media layer, without loss.
///
/// Samples of 8 bits are one byte each; samples of 9 to 16 bits are two bytes each, native (little) endian, in the low
/// bits; samples of 32 bits, which only grey and RGB have, are floats with black at 0 and white at 1.
package struct PictureLayout: Sendable, Hashable {
    /// What the planes hold.
    package enum Model: Sendable, Hashable {
        /// One plane of luma.
        case gray
        /// Three planes: Y', Cb, Cr; chroma possibly subsampled.
        case yuv
        /// Three planes of equal size, in the order R', G', B'.
        case rgb
    }

    package var model: Model
    /// Width of the picture (of the luma plane) in samples.
    package var width: Int
    /// Height of the picture (of the luma plane) in samples.
    package var height: Int
    /// Significant bits a sample, 8…16, or 32 for floats.
    package var bitDepth: Int
    /// log2 of the horizontal chroma subsampling: 0, 1 or 2. A chroma plane is (width + 2^shift − 1) >> shift wide.
    package var chromaShiftX: Int
    /// log2 of the vertical chroma subsampling: 0, 1 or 2.
    package var chromaShiftY: Int
    package var color: ColorDescription

    package init(
        model: Model, width: Int, height: Int, bitDepth: Int, chromaShiftX: Int = 0, chromaShiftY: Int = 0,
        color: ColorDescription
    ) {
        self.model = model
        self.width = width
        self.height = height
        self.bitDepth = bitDepth
        self.chromaShiftX = chromaShiftX
        self.chromaShiftY = chromaShiftY
        self.color = color
    }

    /// 1 for a gray picture, otherwise 3.
    var planeCount: Int { model == .gray ? 1 : 3 }

    /// Whether samples are floats.
    package var isFloat: Bool { bitDepth == 32 }

    /// Bytes a sample: 1 for 8 bits, 4 for floats, otherwise 2.
    package var bytesPerSample: Int { isFloat ? 4 : bitDepth > 8 ? 2 : 1 }

    /// Width of the chroma planes in samples.
    var chromaWidth: Int { (width + (1 << chromaShiftX) - 1) >> chromaShiftX }

    /// Height of the chroma planes in samples.
    var chromaHeight: Int { (height + (1 << chromaShiftY) - 1) >> chromaShiftY }
}

/// Borrowed pointers to the planes of one picture, valid only inside the closure that hands them out.
package struct PicturePlanes {
    package let layout: PictureLayout
    /// One pointer a plane (1 or 3, see `PictureLayout.planeCount`).
    package let data: (UnsafeMutableRawPointer, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?)
    /// Bytes from one row to the next; may be negative for pictures stored bottom-up.
    package let strideBytes: (Int, Int, Int)

    /// See the properties.
    package init(
        layout: PictureLayout, data: (UnsafeMutableRawPointer, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?),
        strideBytes: (Int, Int, Int)
    ) {
        self.layout = layout
        self.data = data
        self.strideBytes = strideBytes
    }
}
