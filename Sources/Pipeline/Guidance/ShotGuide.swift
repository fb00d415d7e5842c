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
    /// the network's colours; below them how much of that the motion has brought from references, 0…1. nil for a frame that no reference reaches. Throws `ColorError` if there is no memory.
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
            carry_source(
                carried: opinion.carried.base, matched: opinion.cells, fitted: opinion.cells + 3 * Self.cells,
                nearness: links.count == 1 ? 1 : 1 - distance / whole)
        }
        return try withExtendedLifetime(said) { () throws(ColorError) in try join(sources, seen) }
    }

    /// The same of the nearest reference alone, along the motion and wherever that leads: what the rest is measured by.
    /// Where the reference says nothing, the network's colours.
    package func colorsAlongMotion(of number: Int, seen: borrowing SeenFrame) throws(ColorError) -> PlaneBuffer? {
        let links = track.links(of: number).sorted { abs($0.reference - number) < abs($1.reference - number) }
        guard let link = links.first, let reference = references[link.reference] else { return nil }
        let carried = try buffers.take(width: seen.width, height: Int(CARRY_PLANES) * seen.height)
        kernels.table.pointee.carry.carry(
            link.map, seen.lightness, reference.planes.base, Int32(seen.width), Int32(seen.height), carried.base)
        (carried.base + 3 * seen.width * seen.height).update(repeating: 1, count: seen.width * seen.height)
        let nothing = try buffers.take(width: STEADY_CELLS, height: 5 * STEADY_CELLS)
        nothing.mutableValues.update(repeating: 0)
        let source = carry_source(
            carried: carried.base, matched: nothing.base, fitted: nothing.base + 3 * Self.cells, nearness: 1)
        let result = try join([source], seen)
        extendLifetime(carried)
        extendLifetime(nothing)
        return result
    }

    private func join(_ sources: [carry_source], _ seen: borrowing SeenFrame) throws(ColorError) -> PlaneBuffer {
        let result = try buffers.take(width: seen.width, height: 3 * seen.height)
        kernels.table.pointee.carry.join(
            seen.ab, Int32(seen.abWidth), Int32(seen.abHeight), sources, Int32(sources.count), Int32(seen.width),
            Int32(seen.height), result.base)
        return result
    }

    private static let cells = STEADY_CELLS * STEADY_CELLS
}

/// What one reference has to say of a frame.
private final class ReferenceOpinion {
    /// Along the motion: CARRY_PLANES planes.
    let carried: PlaneBuffer
    private let plane: PlaneBuffer
    /// By likeness, three planes of cells, and by regression, two.
    var cells: UnsafePointer<Float> { UnsafePointer(plane.base) }

    init(
        _ reference: ShotReference, map: [Float], seen: borrowing SeenFrame, buffers: PlaneBufferPool,
        kernels: KernelSet
    ) throws(ColorError) {
        let carry = kernels.table.pointee.carry
        let (width, height, count) = (Int32(seen.width), Int32(seen.height), STEADY_CELLS * STEADY_CELLS)
        let carried = try buffers.take(width: seen.width, height: Int(CARRY_PLANES) * seen.height)
        carry.carry(map, seen.lightness, reference.planes.base, width, height, carried.base)
        // What needs no likeness keeps what the motion brought.
        let cells = try buffers.take(width: STEADY_CELLS, height: 6 * STEADY_CELLS)
        for plane in 0..<3 {
            carry.cell_means(carried.base + plane * seen.width * seen.height, width, height, cells.base + plane * count)
        }
        let share = cells.base + 5 * count
        carry.cell_means(carried.base + 3 * seen.width * seen.height, width, height, share)
        let channels = Int32(reference.channels)
        carry.match(
            seen.rows, reference.rows, channels, seen.cellLightness, reference.lightness, map, share, reference.colors,
            cells.base)
        carry.fitted(seen.rows, channels + Int32(CARRY_EXTRAS), reference.factors, cells.base + 3 * count)
        self.carried = carried
        plane = cells
    }
}
