package import Color
import PixelKernels

/// A reference, ready to lend its colours to the frames of its shot.
package final class ShotReference: Sendable {
    /// a and b multiplied by the authority, the authority, L*: `CARRY_PLANES` planes of the network's input.
    let planes: PlaneBuffer
    /// The first three of them, in cells.
    let colors: [Float]
    /// L*, in cells.
    let lightness: [Float]
    let rows: [Float]
    /// What rows are multiplied by to get a and b.
    let factors: [Float]
    let channels: Int

    /// What is added to the diagonal of the regression, so that few coloured cells do not claim too much.
    private static let ridge = 2.0

    /// - Parameters:
    ///   - given: what a person gave.
    ///   - seen: the frame that it belongs to, as the network sees it.
    /// - Throws: `ColorError` if there is no memory.
    package init(
        _ given: borrowing ReferenceColors, seen: borrowing SeenFrame, buffers: PlaneBufferPool,
        kernels: KernelSet = .best
    ) throws(ColorError) {
        let carry = kernels.table.pointee.carry
        let (width, height) = (given.width, given.height)
        let planes = try buffers.take(width: width, height: Int(CARRY_PLANES) * height)
        planes.base.update(from: given.planes.base, count: 3 * width * height)
        (planes.base + 3 * width * height).update(from: seen.lightness, count: width * height)
        let cells = STEADY_CELLS * STEADY_CELLS
        var colors = [Float](repeating: 0, count: 3 * cells)
        for plane in 0..<3 {
            let source = UnsafePointer(planes.base) + plane * width * height
            colors.withUnsafeMutableBufferPointer { result in
                guard let base = result.baseAddress else { return }
                carry.cell_means(source, Int32(width), Int32(height), base + plane * cells)
            }
        }
        channels = seen.channels
        let length = channels + Int(CARRY_EXTRAS)
        var squares = [Float](repeating: 0, count: length * length)
        var products = [Float](repeating: 0, count: 2 * length)
        carry.moments(seen.rows, Int32(length), colors, &squares, &products)
        factors = LinearSystem.solve(
            squares.map { Double($0) }, products.map { Double($0) }, size: length, ridge: Self.ridge
        ).map { Float($0) }
        self.planes = planes
        (self.colors, lightness, rows) = (colors, seen.cellLightness, seen.rows)
    }
}
