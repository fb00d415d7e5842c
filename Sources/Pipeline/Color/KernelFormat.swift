import PixelKernels

extension PictureLayout {
    /// The layout as the kernels want it.
    ///
    /// Codes: ITU-R BT.601, BT.709 and BT.2100 for the limited range; for the full range 0…2^depth − 1 with neutral chroma at
    /// 2^(depth − 1), as in JFIF and H.273.
    ///
    /// - Throws: `MediaError.unsupported` for sizes, depths and shifts that `PictureLayout` does not allow.
    func kernelFormat() throws(MediaError) -> pixel_format {
        guard (1...65_536).contains(width), (1...65_536).contains(height) else {
            throw Self.unusable("\(width)x\(height) samples")
        }
        guard (8...16).contains(bitDepth) else { throw Self.unusable("\(bitDepth) bits a sample") }
        guard (0...2).contains(chromaShiftX), (0...2).contains(chromaShiftY) else {
            throw Self.unusable("chroma subsampled by 2^\(chromaShiftX) and 2^\(chromaShiftY)")
        }
        var format = pixel_format()
        switch model {
        case .gray: format.model = PIXEL_MODEL_GRAY
        case .yuv: format.model = PIXEL_MODEL_YUV
        case .rgb: format.model = PIXEL_MODEL_RGB
        }
        format.width = Int32(width)
        format.height = Int32(height)
        if model == .yuv {
            format.chroma_width = Int32(chromaWidth)
            format.chroma_height = Int32(chromaHeight)
            format.chroma_shift_x = Int32(chromaShiftX)
            format.chroma_shift_y = Int32(chromaShiftY)
        }
        format.cosited_x = color.chromaLocation == .left || color.chromaLocation == .topLeft
        format.cosited_y = color.chromaLocation == .topLeft || color.chromaLocation == .top
        format.sample_bytes = Int32(bytesPerSample)
        let maximum = Float(1 << bitDepth) - 1
        format.maximum_code = Int32(maximum)
        switch color.range {
        case .limited:
            let unit = Float(1 << (bitDepth - 8))
            format.luma_offset = 16 * unit
            format.luma_scale = 219 * unit
            format.chroma_offset = 128 * unit
            format.chroma_scale = 224 * unit
        case .full:
            format.luma_offset = 0
            format.luma_scale = maximum
            format.chroma_offset = Float(1 << (bitDepth - 1))
            format.chroma_scale = maximum
        }
        format.kr = Float(color.matrix.kr)
        format.kb = Float(color.matrix.kb)
        return format
    }

    /// The error for what no picture that can be converted has.
    static func unusable(_ what: String) -> MediaError {
        MediaError(.unsupported, reason: "cannot convert a picture with \(what)")
    }
}

extension PicturePlanes {
    /// The planes as the kernels want them. Planes that the layout does not have are not looked at.
    var kernelPlanes: pixel_planes {
        pixel_planes(data: (data.0, data.1, data.2), stride_bytes: strideBytes)
    }

    /// Whether every plane of the layout is there.
    var isComplete: Bool { layout.planeCount == 1 || (data.1 != nil && data.2 != nil) }
}
