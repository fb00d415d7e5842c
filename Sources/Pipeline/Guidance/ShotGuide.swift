package import Color
import PixelKernels

/// Colours the frames of one shot from its references.
package final class ShotGuide {
    private let track: ShotTrack
    private let references: [Int: ShotReference]
    private let buffers: PlaneBufferPool
    private let kernels: KernelSet

    /// - Parameters:
    ///   - track: of all frames that will be asked for.
    ///   - references: by the numbers of their frames.
    ///   - kernels: for tests; the fastest by default.
    package init(
        _ track: ShotTrack, references: [Int: ShotReference], buffers: PlaneBufferPool, kernels: KernelSet = .best
    ) {
        self.track = track
        self.references = references
        self.buffers = buffers
        self.kernels = kernels
    }

    /// a above b of frame `number`, each of the size of `seen`: what references say of it, and where they say nothing
    /// the network's colours. nil for a frame that no reference reaches. Throws `ColorError` if there is no memory.
    package func colors(of number: Int, seen: borrowing SeenFrame) throws(ColorError) -> PlaneBuffer? {
        let links = track.links(of: number).compactMap { link in
            references[link.reference].map { (reference: $0, number: link.reference, map: link.map) }
        }
        guard !links.isEmpty else { return nil }
        var said: [ReferenceOpinion] = []
        for link in links {
            said.append(
                try ReferenceOpinion(link.reference, map: link.map, seen: seen, buffers: buffers, kernels: kernels))
        }
        let distances = links.map { Float(abs($0.number - number)) }
        let whole = distances.reduce(0, +)
        let sources = zip(said, distances).map { opinion, distance in
            opinion.source(nearness: links.count == 1 ? 1 : 1 - distance / whole)
        }
        let result = try buffers.take(width: seen.width, height: 2 * seen.height)
        withExtendedLifetime(said) {
            kernels.table.pointee.carry.join(
                seen.ab, Int32(seen.abWidth), Int32(seen.abHeight), sources, Int32(sources.count), Int32(seen.width),
                Int32(seen.height), result.base)
        }
        return result
    }

    /// The same of the nearest reference alone, along the motion and wherever that leads: what the rest is measured by.
    package func colorsAlongMotion(of number: Int, seen: borrowing SeenFrame) throws(ColorError) -> PlaneBuffer? {
        let links = track.links(of: number).sorted { abs($0.reference - number) < abs($1.reference - number) }
        guard let link = links.first, let reference = references[link.reference] else { return nil }
        let carried = try buffers.take(width: seen.width, height: Int(CARRY_PLANES) * seen.height)
        kernels.table.pointee.carry.carry(
            link.map, seen.lightness, reference.planes.base, Int32(seen.width), Int32(seen.height), carried.base)
        return carried
    }
}
