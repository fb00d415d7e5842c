package import Color
import PixelKernels

/// Where the things of one picture are in another.
package struct MotionField: Sendable {
    /// Cells on a side, whatever the pictures' shape.
    package static let side = STEADY_CELLS
    /// How far to the right and down each cell lies in the other picture, in cells, row after row.
    package let x: [Double]
    package let y: [Double]

    /// See the properties.
    package init(x: [Double], y: [Double]) { (self.x, self.y) = (x, y) }
}

extension SmallCopy {
    /// Where the things of this picture are in `other`. Throws `ColorError` if there is no memory.
    package func field(
        to other: SmallCopy, buffers: PlaneBufferPool, kernels: KernelSet = .best
    ) throws(ColorError) -> MotionField {
        let count = MotionField.side * MotionField.side
        let alignment = try buffers.take(
            width: MotionField.side, height: STEADY_PLANES * MotionField.side)
        let motion = try motion(to: other, buffers: buffers, kernels: kernels)
        align(to: other, motion: motion, into: alignment, kernels: kernels)
        // The alignment counts in samples of the small copies.
        let cellsPerSample = Double(MotionField.side) / Double(STEADY_SIDE)
        let values = alignment.values
        return MotionField(
            x: values.prefix(count).map { Double($0) * cellsPerSample },
            y: values.dropFirst(count).prefix(count).map { Double($0) * cellsPerSample })
    }
}
