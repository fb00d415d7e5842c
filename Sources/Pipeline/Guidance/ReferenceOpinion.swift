internal import Color
import PixelKernels

/// What one reference has to say of a frame.
final class ReferenceOpinion {
    /// Along the motion: CARRY_PLANES planes.
    let carried: PlaneBuffer
    private let plane: PlaneBuffer
    /// By likeness, three planes of cells, and by regression, two; then how alike.
    var cells: UnsafePointer<Float> { UnsafePointer(plane.base) }

    /// - Parameters:
    ///   - map: of the frame to the reference.
    ///   - inCells: whether the reference's planes are of cells, and not of the size of the frame.
    init(
        _ reference: ShotReference, map: [Float], seen: borrowing SeenFrame, inCells: Bool = false,
        buffers: PlaneBufferPool, kernels: KernelSet
    ) throws(ColorError) {
        let carry = kernels.table.pointee.carry
        let count = STEADY_CELLS * STEADY_CELLS
        let size = inCells ? (width: STEADY_CELLS, height: STEADY_CELLS) : (width: seen.width, height: seen.height)
        let (width, height) = (Int32(size.width), Int32(size.height))
        let carried = try buffers.take(width: size.width, height: Int(CARRY_PLANES) * size.height)
        let map = inCells ? map : reference.anchored(map, from: seen.lightness, kernels)
        if inCells {
            carry.carry(map, seen.cellLightness, reference.planes.base, width, height, carried.base)
        } else {
            carry.carry(map, seen.lightness, reference.planes.base, width, height, carried.base)
        }
        // What needs no likeness keeps what the motion brought.
        let cells = try buffers.take(width: STEADY_CELLS, height: 7 * STEADY_CELLS)
        for plane in 0..<3 {
            carry.cell_means(carried.base + plane * size.width * size.height, width, height, cells.base + plane * count)
        }
        let share = cells.base + 6 * count
        carry.cell_means(carried.base + 3 * size.width * size.height, width, height, share)
        let channels = Int32(reference.channels)
        carry.match(
            seen.rows, reference.rows, channels, seen.cellLightness, reference.lightness, map, share, reference.colors,
            reference.leastLikeness, cells.base, cells.base + 5 * count)
        carry.fitted(seen.rows, channels + Int32(CARRY_EXTRAS), reference.factors, cells.base + 3 * count)
        self.carried = carried
        plane = cells
    }

    /// For `join`; valid while this object lives.
    ///
    /// - Parameter nearness: see `carry_source`.
    func source(nearness: Float) -> carry_source {
        let count = STEADY_CELLS * STEADY_CELLS
        return carry_source(
            carried: carried.base, matched: cells, likeness: cells + 5 * count, fitted: cells + 3 * count,
            nearness: nearness)
    }

    /// Multiplies the authority of what was found by likeness.
    func limitLikeness(to authority: Float) {
        for index in 0..<3 * STEADY_CELLS * STEADY_CELLS { plane.base[index] *= authority }
    }
}
