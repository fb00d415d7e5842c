internal import Color
import PixelKernels

extension KernelSet {
    /// The means of `count` planes of `width` × `height` values, one after the other, over the cells: as many planes of
    /// STEADY_CELLS² values.
    func cellMeans(of planes: UnsafePointer<Float>, count: Int = 1, width: Int, height: Int) -> [Float] {
        let cells = STEADY_CELLS * STEADY_CELLS
        return [Float](unsafeUninitializedCapacity: count * cells) { means, initialized in
            guard let base = means.baseAddress else { return }
            for plane in 0..<count {
                table.pointee.carry.cell_means(
                    planes + plane * width * height, Int32(width), Int32(height), base + plane * cells)
            }
            initialized = count * cells
        }
    }
}
