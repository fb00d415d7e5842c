/// Whether pictures have colours of their own, or only those of a tint: sepia, a tinted or toned print, chroma noise.
package enum OwnColors {
    /// Rows and columns of samples that are looked at, at most.
    private static let grid = 64
    /// In steps of 8 bits: the noise of tapes and codecs is less.
    private static let leastDistance: Float = 8
    /// The share of the samples that a tint does not explain.
    private static let leastShare = 0.05

    /// Whether a twentieth of the picture has colours that are not of the one hue that a tint has, in any strength.
    package static func areIn(_ planes: PicturePlanes) -> Bool {
        let samples = samples(of: planes)
        guard !samples.isEmpty else { return false }
        var (u, v) = samples.reduce((Float(0), Float(0))) { ($0.0 + $1.u, $0.1 + $1.v) }
        let length = (u * u + v * v).squareRoot()
        // Less than two steps in the mean is no tint.
        let isTinted = length > 2 * Float(samples.count)
        if isTinted { (u, v) = (u / length, v / length) }
        let count = samples.count { sample in
            guard isTinted else {
                return sample.u * sample.u + sample.v * sample.v > leastDistance * leastDistance
            }
            let along = sample.u * u + sample.v * v, across = sample.u * v - sample.v * u
            return abs(across) > leastDistance || along < -leastDistance
        }
        return Double(count) >= leastShare * Double(samples.count)
    }

    /// Cb and Cr of BT.601, or of the picture's own matrix, in steps of 8 bits.
    private static func samples(of planes: PicturePlanes) -> [(u: Float, v: Float)] {
        let layout = planes.layout
        guard layout.model != .gray, let second = planes.data.1, let third = planes.data.2 else { return [] }
        let isYUV = layout.model == .yuv
        let (width, height) = isYUV ? (layout.chromaWidth, layout.chromaHeight) : (layout.width, layout.height)
        let unit: Float = layout.isFloat ? 1.0 / 255 : Float(1 << (layout.bitDepth - 8))
        func sample(_ plane: UnsafeMutableRawPointer, _ stride: Int, _ x: Int, _ y: Int) -> Float {
            let place = y * stride + x * layout.bytesPerSample
            switch layout.bytesPerSample {
            case 1: return Float(plane.load(fromByteOffset: place, as: UInt8.self))
            case 2: return Float(plane.load(fromByteOffset: place, as: UInt16.self)) / unit
            default:
                let value = plane.load(fromByteOffset: place, as: Float.self) / unit
                // What is no number is black.
                return value > 0 ? min(value, 255) : 0
            }
        }
        var samples: [(u: Float, v: Float)] = []
        let (columns, rows) = (min(width, grid), min(height, grid))
        samples.reserveCapacity(columns * rows)
        for row in 0..<rows {
            let y = (2 * row + 1) * height / (2 * rows)
            for column in 0..<columns {
                let x = (2 * column + 1) * width / (2 * columns)
                let (u, v) = (sample(second, planes.strideBytes.1, x, y), sample(third, planes.strideBytes.2, x, y))
                if isYUV {
                    samples.append((u - 128, v - 128))
                } else {
                    let (red, green, blue) = (sample(planes.data.0, planes.strideBytes.0, x, y), u, v)
                    let luma = 0.299 * red + 0.587 * green + 0.114 * blue
                    samples.append((0.564 * (blue - luma), 0.713 * (red - luma)))
                }
            }
        }
        return samples
    }
}
