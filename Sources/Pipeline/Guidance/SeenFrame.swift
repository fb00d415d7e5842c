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
        cellLightness = kernels.cellMeans(of: lightness, width: width, height: height)
        let colors = kernels.cellMeans(of: ab, count: 2, width: abWidth, height: abHeight)
        if featuresWidth == STEADY_CELLS, featuresHeight == STEADY_CELLS {
            rows = Self.rows(features, channels, cellLightness, colors, kernels)
        } else {
            let planes = kernels.cellMeans(
                of: features, count: channels, width: featuresWidth, height: featuresHeight)
            rows = Self.rows(planes, channels, cellLightness, colors, kernels)
        }
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
