package import Color
import PixelKernels

/// Where each cell of one picture is in another, and how little that is to be trusted: STEADY_PLANES planes of an
/// alignment (see `steady_kernels`), then one of disagreement. Shared, since two directions are found together.
package final class Alignment: Sendable {
    private let planes: PlaneBuffer

    fileprivate init(_ planes: consuming PlaneBuffer) { self.planes = planes }

    /// How far to the right and then how far down, in samples of the small copies. Valid while this object lives.
    package var motion: UnsafePointer<Float> { UnsafePointer(planes.base) }

    /// 0 where everything fits, up to 3. Valid while this object lives.
    package var disagreement: UnsafePointer<Float> { motion + STEADY_PLANES * MotionField.side * MotionField.side }
}

extension SmallCopy {
    /// Where the things of this picture are in `other`, and the other way round. Throws `ColorError` if there is no
    /// memory.
    package func alignments(
        with other: SmallCopy, buffers: PlaneBufferPool, kernels: KernelSet = .best
    ) throws(ColorError) -> (there: Alignment, back: Alignment) {
        let steady = kernels.table.pointee.steady
        let side = MotionField.side
        let there = try buffers.take(width: side, height: (STEADY_PLANES + 1) * side)
        let back = try buffers.take(width: side, height: (STEADY_PLANES + 1) * side)
        align(
            to: other, motion: try motion(to: other, buffers: buffers, kernels: kernels), into: there, kernels: kernels)
        other.align(
            to: self, motion: try other.motion(to: self, buffers: buffers, kernels: kernels), into: back,
            kernels: kernels)
        let disagreement = STEADY_PLANES * side * side
        steady.disagreement(there.base, back.base, there.base + disagreement)
        steady.disagreement(back.base, there.base, back.base + disagreement)
        return (Alignment(there), Alignment(back))
    }
}
