package import Color
import PixelKernels

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

    /// - Parameters:
    ///   - number: the frame's.
    ///   - seen: the frame as it is found again in others.
    ///   - ab: a above b, `width` × `height` values each: its colours, by whatever network.
    ///   - inCells: whether colours are carried in cells, and not at the size of `seen`.
    /// - Throws: `ColorError` if there is no memory.
    package init(
        _ number: Int, seen: borrowing SeenFrame, ab: UnsafePointer<Float>, width: Int, height: Int, inCells: Bool,
        buffers: PlaneBufferPool, kernels: KernelSet = .best
    ) throws(ColorError) {
        let carry = kernels.table.pointee.carry
        self.number = number
        self.kernels = kernels
        let size = inCells ? (width: STEADY_CELLS, height: STEADY_CELLS) : (width: seen.width, height: seen.height)
        let planes = try buffers.take(width: size.width, height: 2 * size.height)
        let enlargement = Enlargement(from: (width, height), to: size)
        let scratch = try buffers.take(width: enlargement.scratchCount, height: 1)
        lightness = try buffers.take(width: size.width, height: size.height)
        var given = [Float](repeating: 0, count: 2 * Self.cells)
        for plane in 0..<2 {
            let source = ab + plane * width * height
            given.withUnsafeMutableBufferPointer { cells in
                guard let base = cells.baseAddress else { return }
                carry.cell_means(source, Int32(width), Int32(height), base + plane * Self.cells)
            }
            let target = planes.base + plane * size.width * size.height
            if inCells {
                for cell in 0..<Self.cells { target[cell] = given[plane * Self.cells + cell] }
            } else {
                enlargement.enlarge(source, to: target, scratch: scratch.base, kernels)
            }
        }
        if inCells {
            for cell in 0..<Self.cells { lightness.base[cell] = seen.cellLightness[cell] }
        } else {
            lightness.base.update(from: seen.lightness, count: size.width * size.height)
        }
        self.ab = planes
        anchor = KeyAnchor(
            number: number, colors: NodeSight.means(given),
            nodes: NodeSight(rows: seen.rows, channels: seen.channels, lightness: seen.cellLightness))
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
        try add(zip(agreed, anchor.colors).map { $0 - $1 }, buffers)
        anchor.colors = agreed
    }

    /// Keys that agree already speak for many.
    private static let knownWeight: Float = 10

    /// a, b and likeness, planes of nodes.
    private func said(by other: KeyAnchor) -> [Float] {
        var said = [Float](repeating: 0, count: 3 * anchor.colors.count / 2)
        kernels.table.pointee.carry.vote(
            anchor.nodes.features, other.nodes.features, Int32(channels), anchor.nodes.lightness, other.nodes.lightness,
            other.colors, &said)
        return said
    }

    /// Adds to the colours what is given in nodes.
    private func add(_ change: [Float], _ buffers: PlaneBufferPool) throws(ColorError) {
        let (width, height) = (lightness.width, lightness.height)
        let enlargement = Enlargement(from: (STEADY_NODES, STEADY_NODES), to: (width, height))
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
