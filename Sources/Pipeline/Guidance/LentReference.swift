package import Color
import PixelKernels
package import Shots

/// A reference of another shot that shows the same scene, laid over a frame of this one.
package struct LentReference {
    private let reference: ShotReference
    private let overlay: Overlay
    /// How little the two frames fit, 0…3 in the mean.
    package var disagreement: Float { overlay.disagreement }

    /// How far colours count that were found by likeness, and not by laying the frames over one another.
    private static let likenessAuthority: Float = 2.0 / 3

    /// - Parameters:
    ///   - reference: of the other shot.
    ///   - small: of its frame.
    ///   - frame: of the frame that it is laid over.
    /// - Throws: `ColorError` if there is no memory.
    package init(
        _ reference: ShotReference, _ small: SmallCopy, over frame: SmallCopy, buffers: PlaneBufferPool,
        kernels: KernelSet = .best
    ) throws(ColorError) {
        self.reference = reference
        overlay = try Overlay(small, over: frame, buffers: buffers, kernels: kernels)
    }

    /// Those of some, all laid over the same frame, that count: the ones that fit best.
    package static func best(_ lenders: [LentReference]) -> [LentReference] {
        Array(lenders.sorted { $0.disagreement < $1.disagreement }.prefix(Int(CARRY_SOURCES)))
    }

    /// What references of another shot say of a frame of this one.
    ///
    /// - Parameters:
    ///   - lenders: laid over the frame; of more than two those that fit best count.
    ///   - seen: the frame.
    /// - Throws: `ColorError` if there is no memory.
    package static func colors(
        _ lenders: [LentReference], seen: borrowing SeenFrame, buffers: PlaneBufferPool, kernels: KernelSet = .best
    ) throws(ColorError) -> ReferenceColors {
        var opinions: [ReferenceOpinion] = []
        for lender in best(lenders) {
            let opinion = try ReferenceOpinion(
                lender.reference, map: lender.overlay.map, seen: seen, buffers: buffers, kernels: kernels)
            opinion.limitLikeness(to: likenessAuthority)
            opinions.append(opinion)
        }
        let sources = opinions.map { $0.source(nearness: 1) }
        let count = seen.width * seen.height
        let result = try buffers.take(width: seen.width, height: 3 * seen.height)
        let others = try buffers.take(width: seen.width, height: 3 * seen.height)
        // Joined with nothing they are multiplied by their authority; joined with ones as well, what they lack to 1 is
        // added.
        withExtendedLifetime(opinions) {
            for (own, planes) in [(Float(0), result.base), (1, others.base)] {
                kernels.table.pointee.carry.join(
                    [own, own], 1, 1, sources, Int32(sources.count), Int32(seen.width), Int32(seen.height), planes)
            }
        }
        for index in 0..<count {
            result.base[2 * count + index] = min(max(1 - (others.base[index] - result.base[index]), 0), 1)
        }
        return ReferenceColors(planes: result)
    }
}
