package import Color
import PixelKernels
package import Shots

/// A frame of a shot whose colours others of the shot are held to.
package final class KeyFrame {
    /// The frame's number.
    package let number: Int
    /// a above b: as they were given, after `agree` those of the shot.
    let ab: PlaneBuffer
    /// L*, of the same size.
    let lightness: PlaneBuffer
    /// What others are to agree with: the colours as they were given, after `agree` those of the shot.
    package private(set) var anchor: KeyAnchor
    /// L*, in cells.
    let cellLightness: [Float]
    let rows: [Float]
    let channels: Int
    private let kernels: KernelSet

    private static let cells = STEADY_CELLS * STEADY_CELLS

    /// What a network says of a frame. Borrows what it points to.
    package struct Said {
        /// a above b, `width` × `height` each.
        let ab: UnsafePointer<Float>
        /// How sure it is of them, of the same size; nil where it does not tell.
        let certainty: UnsafePointer<Float>?
        let width: Int
        let height: Int

        /// See the properties.
        package init(
            ab: UnsafePointer<Float>, certainty: UnsafePointer<Float>? = nil, width: Int, height: Int
        ) {
            (self.ab, self.certainty) = (ab, certainty)
            (self.width, self.height) = (width, height)
        }
    }

    /// - Parameters:
    ///   - number: the frame's.
    ///   - seen: the frame as it is found again in others.
    ///   - small: of the frame.
    ///   - said: its colours, by whatever network.
    ///   - inCells: whether colours are carried in cells, and not at the size of `seen`.
    /// - Throws: `ColorError` if there is no memory.
    package init(
        _ number: Int, seen: borrowing SeenFrame, small: SmallCopy, said: Said, inCells: Bool,
        buffers: PlaneBufferPool, kernels: KernelSet = .best
    ) throws(ColorError) {
        self.number = number
        self.kernels = kernels
        let size = inCells ? (width: STEADY_CELLS, height: STEADY_CELLS) : (width: seen.width, height: seen.height)
        let planes = try buffers.take(width: size.width, height: 2 * size.height)
        let enlargement = Enlargement(from: (said.width, said.height), to: size)
        let scratch = try buffers.take(width: enlargement.scratchCount, height: 1)
        lightness = try buffers.take(width: size.width, height: size.height)
        let given = kernels.cellMeans(of: said.ab, count: 2, width: said.width, height: said.height)
        let full = [Float](repeating: 1, count: Self.cells)
        if inCells {
            for index in 0..<2 * Self.cells { planes.base[index] = given[index] }
            for cell in 0..<Self.cells { lightness.base[cell] = seen.cellLightness[cell] }
        } else {
            for plane in 0..<2 {
                enlargement.enlarge(
                    said.ab + plane * said.width * said.height, to: planes.base + plane * size.width * size.height,
                    scratch: scratch.base, kernels)
            }
            lightness.base.update(from: seen.lightness, count: size.width * size.height)
        }
        ab = planes
        let certainty = said.certainty.map { kernels.cellMeans(of: $0, width: said.width, height: said.height) }
        anchor = KeyAnchor(
            number: number, nodes: NodeSight(rows: seen.rows, channels: seen.channels, lightness: seen.cellLightness),
            colors: NodeSight.means(given + (certainty ?? full)), small: small,
            planes: given + full + seen.cellLightness)
        (cellLightness, rows, channels) = (seen.cellLightness, seen.rows, seen.channels)
    }

    /// Brings the colours together with what others say of the same things.
    ///
    /// - Parameters:
    ///   - others: keys of the shot; this one among them does not count twice.
    ///   - known: keys that agree with one another already, and count more.
    ///   - buffers: for the work.
    /// - Throws: `ColorError` if there is no memory.
    package func agree(
        with others: [KeyAnchor], known: [KeyAnchor], buffers: PlaneBufferPool
    ) throws(ColorError) {
        let own = others.filter { $0.number != number }.map { KeyAgreement.Vote(said(by: $0), weight: 1) }
        let votes = own + known.map { KeyAgreement.Vote(said(by: $0), weight: Self.knownWeight) }
        let agreed = KeyAgreement.colors(anchor.colors, votes: votes)
        try add(zip(agreed, anchor.colors).map { $0 - $1 }, side: STEADY_NODES, buffers)
        if !known.isEmpty { try follow(known, buffers) }
        anchor.colors.replaceSubrange(..<agreed.count, with: NodeSight.means(Array(anchor.planes[..<(2 * Self.cells)])))
    }

    /// Keys that agree already speak for many.
    private static let knownWeight: Float = 10

    /// Takes over what the most alike of them say where they show the same place, along the motion to them; what fits
    /// best comes first.
    private func follow(_ known: [KeyAnchor], _ buffers: PlaneBufferPool) throws(ColorError) {
        let alike = known.map { (anchor: $0, distance: distance(to: $0)) }.sorted { $0.distance < $1.distance }
        var overlays: [(anchor: KeyAnchor, overlay: Overlay)] = []
        for (other, _) in alike.prefix(Int(CARRY_SOURCES)) {
            overlays.append(
                (other, try Overlay(other.small, over: anchor.small, buffers: buffers, kernels: kernels)))
        }
        overlays.sort { $0.overlay.disagreement < $1.overlay.disagreement }
        var change = [Float](repeating: 0, count: 2 * Self.cells)
        var unknown = [Float](repeating: 1, count: Self.cells)
        var carried = [Float](repeating: 0, count: Int(CARRY_PLANES) * Self.cells)
        for (other, overlay) in overlays {
            kernels.table.pointee.carry.carry(
                overlay.map, cellLightness, other.planes, Int32(STEADY_CELLS), Int32(STEADY_CELLS), &carried)
            for cell in 0..<Self.cells {
                let share = unknown[cell] * carried[3 * Self.cells + cell]
                for plane in 0..<2 {
                    let place = plane * Self.cells + cell
                    change[place] += share * (carried[place] - anchor.planes[place])
                }
                unknown[cell] -= share
            }
        }
        try add(change, side: STEADY_CELLS, buffers)
    }

    /// How different the two look, place by place.
    private func distance(to other: KeyAnchor) -> Float {
        zip(anchor.nodes.lightness, other.nodes.lightness).reduce(0) { $0 + abs($1.0 - $1.1) }
    }

    /// See `Vote.said`.
    private func said(by other: KeyAnchor) -> [Float] {
        var said = [Float](repeating: 0, count: 4 * anchor.colors.count / 3)
        kernels.table.pointee.carry.vote(
            anchor.nodes.features, other.nodes.features, Int32(channels), anchor.nodes.lightness, other.nodes.lightness,
            other.colors, &said)
        return said
    }

    /// Adds to the colours what is given in nodes or cells, `side` on a side.
    private func add(_ change: [Float], side: Int, _ buffers: PlaneBufferPool) throws(ColorError) {
        let (width, height) = (lightness.width, lightness.height)
        let enlargement = Enlargement(from: (side, side), to: (width, height))
        let scratch = try buffers.take(width: enlargement.scratchCount, height: 1)
        let enlarged = try buffers.take(width: width, height: height)
        for plane in 0..<2 {
            change.withUnsafeBufferPointer { change in
                guard let from = change.baseAddress else { return }
                enlargement.enlarge(
                    from + plane * change.count / 2, to: enlarged.base, scratch: scratch.base, kernels)
            }
            for index in 0..<width * height { ab.base[plane * width * height + index] += enlarged.base[index] }
        }
        anchor.planes.replaceSubrange(
            ..<(2 * Self.cells), with: kernels.cellMeans(of: ab.base, count: 2, width: width, height: height))
    }
}

/// A bilinear enlargement of planes.
private struct Enlargement {
    private let x: StretchAxis
    private let y: StretchAxis
    private let size: (width: Int, height: Int)

    /// Floats that the work takes.
    var scratchCount: Int { 2 * (size.width + PIXEL_WIDEST) }

    init(from: (width: Int, height: Int), to size: (width: Int, height: Int)) {
        x = StretchAxis(from: from.width, to: size.width)
        y = StretchAxis(from: from.height, to: size.height)
        self.size = size
    }

    func enlarge(
        _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>, _ kernels: KernelSet
    ) {
        var (x, y) = (x.kernelAxis, y.kernelAxis)
        kernels.table.pointee.stretch(&x, &y, source, target, 0, Int32(size.height), scratch)
        withExtendedLifetime(self) {}
    }
}
