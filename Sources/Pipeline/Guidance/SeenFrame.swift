package import Color
import PixelKernels

/// A frame as the network sees and colours it. Borrows what it points to.
package struct SeenFrame: ~Copyable {
    /// L*, `width` × `height`.
    package let lightness: UnsafePointer<Float>
    package let width: Int
    package let height: Int
    /// a above b, `abWidth` × `abHeight` each.
    package let ab: UnsafePointer<Float>
    package let abWidth: Int
    package let abHeight: Int
    package let channels: Int
    /// L*, in cells.
    let cellLightness: [Float]
    /// The cells' rows (see `carry_kernels`), normalised over the frame.
    let rows: [Float]

    private static let cells = STEADY_CELLS * STEADY_CELLS

    /// - Parameters:
    ///   - lightness: L*, `width` × `height` values.
    ///   - ab: a above b, `abWidth` × `abHeight` values each.
    ///   - features: `channels` planes of `featuresWidth` × `featuresHeight` values.
    ///   - channels: a multiple of 16.
    package init(
        lightness: UnsafePointer<Float>, width: Int, height: Int, ab: UnsafePointer<Float>, abWidth: Int, abHeight: Int,
        features: UnsafePointer<Float>, featuresWidth: Int, featuresHeight: Int, channels: Int,
        kernels: KernelSet = .best
    ) {
        precondition(channels % Int(CARRY_EXTRAS) == 0)
        self.lightness = lightness
        (self.width, self.height) = (width, height)
        self.ab = ab
        (self.abWidth, self.abHeight) = (abWidth, abHeight)
        self.channels = channels
        cellLightness = Self.cells(lightness, width, height, kernels)
        let colors =
            Self.cells(ab, abWidth, abHeight, kernels) + Self.cells(ab + abWidth * abHeight, abWidth, abHeight, kernels)
        if featuresWidth == STEADY_CELLS, featuresHeight == STEADY_CELLS {
            rows = Self.rows(features, channels, cellLightness, colors, kernels)
        } else {
            let planes = (0..<channels).flatMap { channel in
                Self.cells(features + channel * featuresWidth * featuresHeight, featuresWidth, featuresHeight, kernels)
            }
            rows = Self.rows(planes, channels, cellLightness, colors, kernels)
        }
    }

    /// The means of a plane over the cells.
    private static func cells(
        _ plane: UnsafePointer<Float>, _ width: Int, _ height: Int, _ kernels: KernelSet
    ) -> [Float] {
        var result = [Float](repeating: 0, count: cells)
        kernels.table.pointee.carry.cell_means(plane, Int32(width), Int32(height), &result)
        return result
    }

    private static func rows(
        _ features: UnsafePointer<Float>, _ channels: Int, _ lightness: [Float], _ colors: [Float], _ kernels: KernelSet
    ) -> [Float] {
        let carry = kernels.table.pointee.carry
        var mean = [Float](repeating: 0, count: channels)
        var deviation = mean
        carry.statistics(features, Int32(channels), &mean, &deviation)
        var rows = [Float](repeating: 0, count: cells * (channels + Int(CARRY_EXTRAS)))
        carry.rows(features, Int32(channels), mean, deviation, lightness, colors, &rows)
        return rows
    }
}
