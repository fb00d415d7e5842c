internal import Color
import PixelKernels
internal import Shots

/// A frame of another shot that shows the same scene, laid over a frame of this one.
struct Overlay {
    /// Of the frame to the other one.
    let map: [Float]
    /// How little the two fit, 0…3 in the mean.
    let disagreement: Float

    /// - Parameters:
    ///   - other: the other frame.
    ///   - frame: that it is laid over.
    /// - Throws: `ColorError` if there is no memory.
    init(
        _ other: SmallCopy, over frame: SmallCopy, buffers: PlaneBufferPool, kernels: KernelSet
    ) throws(ColorError) {
        let alignment = try frame.alignments(with: other, buffers: buffers, kernels: kernels).there
        let cells = STEADY_CELLS * STEADY_CELLS
        var (map, sum) = (CompactMap.identity, Float(0))
        kernels.table.pointee.carry.compose(alignment.motion, alignment.disagreement, CompactMap.identity, &map)
        for cell in 0..<cells { sum += alignment.disagreement[cell] }
        withExtendedLifetime(alignment) {}
        self.map = map
        disagreement = sum / Float(cells)
    }
}
