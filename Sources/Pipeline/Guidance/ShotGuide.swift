package import Color
import PixelKernels

/// Colours the frames of one shot from its references.
package final class ShotGuide: Sendable {
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

    /// a above b of frame `number`, each of the size of the references: what these say of it, and where they say
    /// nothing the network's colours; below them how much of that the motion has brought from references, 0…1. nil for
    /// a frame that no reference reaches. Throws `ColorError` if there is no memory.
    ///
    /// - Parameter prior: colours to take instead of the network's: a above b above another plane.
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
        let result = try buffers.take(width: width, height: 3 * height)
        let own: (ab: UnsafePointer<Float>, width: Int, height: Int) =
            switch prior {
            case .some(let plane): (UnsafePointer(plane.base), plane.width, plane.height / 3)
            case .none: (seen.ab, seen.abWidth, seen.abHeight)
            }
        withExtendedLifetime(said) {
            kernels.table.pointee.carry.join(
                own.ab, Int32(own.width), Int32(own.height), sources, Int32(sources.count), Int32(width),
                Int32(height), result.base)
        }
        return result
    }

    /// Writes hints for a network that takes them: a and b where references bring them along motion that is to be
    /// trusted, as far as they have authority, and 1 there; elsewhere 0. The published networks learnt from hints that
    /// count wholly or not at all. Throws `ColorError` if there is no memory.
    ///
    /// - Parameters:
    ///   - lightness: of frame `number`, `width` × `height`.
    ///   - hints: a, b and the authority, planes of that size.
    package func writeHints(
        of number: Int, lightness: UnsafePointer<Float>, width: Int, height: Int,
        into hints: UnsafeMutablePointer<Float>
    ) throws(ColorError) {
        let links = track.links(of: number)
        let count = width * height
        hints.update(repeating: 0, count: 3 * count)
        let whole = links.reduce(Float(0)) { $0 + Float(abs($1.reference - number)) }
        let carried = try buffers.take(width: width, height: Int(CARRY_PLANES) * height)
        for link in links {
            guard let reference = references[link.reference] else { continue }
            kernels.table.pointee.carry.carry(
                reference.anchored(link.map, from: lightness, kernels), lightness, reference.planes.base, Int32(width),
                Int32(height), carried.base)
            let nearness = links.count == 1 ? 1 : 1 - Float(abs(link.reference - number)) / whole
            for index in 0..<count {
                let weight = nearness * carried.base[3 * count + index]
                for plane in 0..<3 { hints[plane * count + index] += weight * carried.base[plane * count + index] }
            }
        }
        for index in 0..<count {
            let authority = hints[2 * count + index]
            let isHint = authority >= Self.leastHint
            hints[index] = isHint ? hints[index] / authority : 0
            hints[count + index] = isHint ? hints[count + index] / authority : 0
            hints[2 * count + index] = isHint ? 1 : 0
        }
    }

    /// What has less authority or trust is no hint.
    private static let leastHint: Float = 0.5

    /// The same of the nearest reference alone, along the motion and wherever that leads: what the rest is measured by.
    /// Where the reference says nothing, the network's colours.
    package func colorsAlongMotion(of number: Int, seen: borrowing SeenFrame) throws(ColorError) -> PlaneBuffer? {
        let links = track.links(of: number).sorted { abs($0.reference - number) < abs($1.reference - number) }
        guard let link = links.first, let reference = references[link.reference] else { return nil }
        let carried = try buffers.take(width: seen.width, height: Int(CARRY_PLANES) * seen.height)
        kernels.table.pointee.carry.carry(
            reference.anchored(link.map, from: seen.lightness, kernels), seen.lightness, reference.planes.base,
            Int32(seen.width), Int32(seen.height), carried.base)
        (carried.base + 3 * seen.width * seen.height).update(repeating: 1, count: seen.width * seen.height)
        let nothing = try buffers.take(width: STEADY_CELLS, height: 6 * STEADY_CELLS)
        let count = STEADY_CELLS * STEADY_CELLS
        nothing.mutableValues.update(repeating: 0)
        (nothing.base + 5 * count).update(repeating: 1, count: count)
        let source = carry_source(
            carried: carried.base, matched: nothing.base, likeness: nothing.base + 5 * count,
            fitted: nothing.base + 3 * count, nearness: 1)
        let result = try buffers.take(width: seen.width, height: 3 * seen.height)
        kernels.table.pointee.carry.join(
            seen.ab, Int32(seen.abWidth), Int32(seen.abHeight), [source], 1, Int32(seen.width), Int32(seen.height),
            result.base)
        extendLifetime(carried)
        extendLifetime(nothing)
        return result
    }
}
