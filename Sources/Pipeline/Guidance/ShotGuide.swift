package import Color
import PixelKernels

/// Colours the frames of one shot from its references.
package final class ShotGuide {
    private let track: ShotTrack
    private let references: [Int: ShotReference]
    private let inCells: Bool
    private let buffers: PlaneBufferPool
    private let kernels: KernelSet

    /// - Parameters:
    ///   - track: of all frames that will be asked for.
    ///   - references: by the numbers of their frames.
    ///   - inCells: whether the references' planes are of cells, and not of the size of the frames.
    ///   - kernels: for tests; the fastest by default.
    package init(
        _ track: ShotTrack, references: [Int: ShotReference], inCells: Bool = false, buffers: PlaneBufferPool,
        kernels: KernelSet = .best
    ) {
        self.track = track
        self.references = references
        self.inCells = inCells
        self.buffers = buffers
        self.kernels = kernels
    }

    /// a above b of frame `number`, each of the size of the references: what these say of it, and where they say nothing
    /// the network's colours. nil for a frame that no reference reaches. Throws `ColorError` if there is no memory.
    ///
    /// - Parameter prior: colours to take instead of the network's: a above b.
    package func colors(
        of number: Int, seen: borrowing SeenFrame, over prior: borrowing PlaneBuffer? = nil
    ) throws(ColorError) -> PlaneBuffer? {
        let links = track.links(of: number).compactMap { link in
            references[link.reference].map { (reference: $0, number: link.reference, map: link.map) }
        }
        guard !links.isEmpty else { return nil }
        var said: [ReferenceOpinion] = []
        for link in links {
            said.append(
                try ReferenceOpinion(
                    link.reference, map: link.map, seen: seen, inCells: inCells, buffers: buffers, kernels: kernels))
        }
        let distances = links.map { Float(abs($0.number - number)) }
        let whole = distances.reduce(0, +)
        let sources = zip(said, distances).map { opinion, distance in
            opinion.source(nearness: links.count == 1 ? 1 : 1 - distance / whole)
        }
        let (width, height) = inCells ? (STEADY_CELLS, STEADY_CELLS) : (seen.width, seen.height)
        let result = try buffers.take(width: width, height: 2 * height)
        let own: (ab: UnsafePointer<Float>, width: Int, height: Int) =
            switch prior {
            case .some(let plane): (UnsafePointer(plane.base), plane.width, plane.height / 2)
            case .none: (seen.ab, seen.abWidth, seen.abHeight)
            }
        withExtendedLifetime(said) {
            kernels.table.pointee.carry.join(
                own.ab, Int32(own.width), Int32(own.height), sources, Int32(sources.count), Int32(width),
                Int32(height), result.base)
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
