import PixelKernels

extension PictureLayout {
    /// The layout as the kernels want it.
    ///
    /// Codes: ITU-R BT.601, BT.709 and BT.2100 for the limited range; for the full range 0…2^depth − 1 with neutral
    /// chroma at 2^(depth − 1), as in JFIF and H.273.
    ///
    /// - Throws: `ColorError` for sizes, depths and shifts that `PictureLayout` does not allow.
    func kernelFormat() throws(ColorError) -> pixel_format {
        guard (1...65_536).contains(width), (1...65_536).contains(height) else {
            throw Self.unusable("\(width)x\(height) samples")
        }
        guard (8...16).contains(bitDepth) || (isFloat && model != .yuv) else {
            throw Self.unusable("\(bitDepth) bits a sample")
        }
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
        // Floats stand for themselves.
        let maximum = isFloat ? 1 : Float(1 << bitDepth) - 1
        format.maximum_code = Int32(maximum)
        switch color.range {
        case .limited where !isFloat:
            let unit = Float(1 << (bitDepth - 8))
            format.luma_offset = 16 * unit
            format.luma_scale = 219 * unit
            format.chroma_offset = 128 * unit
            format.chroma_scale = 224 * unit
        case .limited, .full:
            format.luma_offset = 0
            format.luma_scale = maximum
            format.chroma_offset = Float(1 << (bitDepth - 1))
            format.chroma_scale = maximum
        }
        format.kr = Float(color.matrix.kr)
        format.kb = Float(color.matrix.kb)
        format.primaries = color.primaries.kernelPrimaries
        return format
    }

    /// The error for what no picture that can be converted has.
    static func unusable(_ what: String) -> ColorError {
        ColorError(reason: "cannot convert a picture with \(what)")
    }
}

extension ColorDescription.Primaries {
    /// The way from and to CIE XYZ, as the kernels want it.
    ///
    /// R, G and B of BT.709 with scikit-image's numbers, as the published networks were trained; others from their
    /// chromaticities (SMPTE RP 177), with D65 at (0.3127, 0.3290). Each row towards R, G or B is divided by its sum
    /// over white: rounded rows would give white a slight tint.
    var kernelPrimaries: pixel_primaries {
        let white = self == .bt709 ? (x: 0.95047, z: 1.08883) : (x: 0.3127 / 0.3290, z: (1 - 0.3127 - 0.3290) / 0.3290)
        let rows: [[Double]]
        let luminance: [Double]
        if self == .bt709 {
            rows = [
                [3.24048134, -1.53715152, -0.49853633], [-0.96925495, 1.87599, 0.04155593],
                [0.05564664, -0.20404134, 1.05731107],
            ]
            luminance = [0.212671, 0.715160, 0.072169]
        } else {
            let columns = chromaticities.map { [$0.x / $0.y, 1, (1 - $0.x - $0.y) / $0.y] }
            // How much of each gives white, then XYZ from RGB and its inverse.
            let inverse = Self.inverse((0..<3).map { row in columns.map { $0[row] } })
            luminance = inverse.map { $0[0] * white.x + $0[1] + $0[2] * white.z }
            rows = zip(inverse, luminance).map { row, share in row.map { $0 / share } }
        }
        var primaries = pixel_primaries()
        primaries.luminance = (Float(luminance[0]), Float(luminance[1]), Float(luminance[2]))
        let shares = rows.map { row -> (x: Float, z: Float) in
            let sum = Float(row[0] * white.x + row[1] + row[2] * white.z)
            return (Float(row[0] * white.x) / sum, Float(row[2] * white.z) / sum)
        }
        primaries.x_in_light = (shares[0].x, shares[1].x, shares[2].x)
        primaries.z_in_light = (shares[0].z, shares[1].z, shares[2].z)
        return primaries
    }

    /// Of a matrix of 3 × 3 that has one (Cramer's rule).
    private static func inverse(_ m: [[Double]]) -> [[Double]] {
        func minor(_ row: Int, _ column: Int) -> Double {
            let (r, s) = ((row + 1) % 3, (row + 2) % 3)
            let (c, d) = ((column + 1) % 3, (column + 2) % 3)
            return m[r][c] * m[s][d] - m[r][d] * m[s][c]
        }
        let determinant = (0..<3).reduce(0) { $0 + m[0][$1] * minor(0, $1) }
        return (0..<3).map { row in (0..<3).map { minor($0, row) / determinant } }
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
