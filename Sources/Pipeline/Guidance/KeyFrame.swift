package import Color
import PixelKernels

/// A frame of a shot whose colours others of the shot are held to.
package final class KeyFrame {
    /// The frame's number.
    package let number: Int
    /// a above b, `width` × `height` each: as they were given, after `agree` those of the shot.
    let ab: PlaneBuffer
    /// L*, of the same size.
    let lightness: PlaneBuffer
    /// a, then b, in nodes: as they were given.
    private let given: [Float]
    /// The same, after `settle` those of the shot.
    private var colors: [Float]
    private let nodes: NodeSight
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
                Self.enlarge(source, width, height, to: target, size.width, size.height)
            }
        }
        if inCells {
            for cell in 0..<Self.cells { lightness.base[cell] = seen.cellLightness[cell] }
        } else {
            lightness.base.update(from: seen.lightness, count: size.width * size.height)
        }
        self.ab = planes
        self.given = NodeSight.means(given)
        colors = self.given
        nodes = NodeSight(rows: seen.rows, channels: seen.channels, lightness: seen.cellLightness)
        (cellLightness, rows, channels) = (seen.cellLightness, seen.rows, seen.channels)
    }

    /// Bilinearly, the centres of samples apart.
    private static func enlarge(
        _ source: UnsafePointer<Float>, _ width: Int, _ height: Int, to target: UnsafeMutablePointer<Float>,
        _ targetWidth: Int, _ targetHeight: Int
    ) {
        for y in 0..<targetHeight {
            let v = max(0, min(Float(height - 1), (Float(y) + 0.5) * Float(height) / Float(targetHeight) - 0.5))
            let (row, down) = (Int(v), v - Float(Int(v)))
            let below = min(row + 1, height - 1)
            for x in 0..<targetWidth {
                let u = max(0, min(Float(width - 1), (Float(x) + 0.5) * Float(width) / Float(targetWidth) - 0.5))
                let (column, right) = (Int(u), u - Float(Int(u)))
                let beside = min(column + 1, width - 1)
                let above = source[row * width + column] * (1 - right) + source[row * width + beside] * right
                let under = source[below * width + column] * (1 - right) + source[below * width + beside] * right
                target[y * targetWidth + x] = above * (1 - down) + under * down
            }
        }
    }

    /// Brings the colours together with what `others` say of the same things.
    package func agree(with others: [KeyFrame]) {
        let votes = others.filter { $0 !== self }.map { other in
            var said = [Float](repeating: 0, count: 3 * given.count / 2)
            kernels.table.pointee.carry.vote(
                nodes.features, other.nodes.features, Int32(channels), nodes.lightness, other.nodes.lightness, other.colors,
                &said)
            return said
        }
        let agreed = KeyAgreement.colors(given, votes: votes)
        add(zip(agreed, given).map { $0 - $1 })
        pending = agreed
    }

    /// What `agree` found, until all keys have found theirs.
    private var pending: [Float]?

    /// Makes what `agree` found the key's colours.
    package func settle() {
        if let pending { colors = pending }
        pending = nil
    }

    private func add(_ change: [Float]) {
        let (width, height) = (lightness.width, lightness.height)
        var enlarged = [Float](repeating: 0, count: width * height)
        for plane in 0..<2 {
            change.withUnsafeBufferPointer { change in
                enlarged.withUnsafeMutableBufferPointer { enlarged in
                    guard let from = change.baseAddress, let to = enlarged.baseAddress else { return }
                    Self.enlarge(
                        from + plane * change.count / 2, STEADY_NODES, STEADY_NODES, to: to, width, height)
                }
            }
            for index in 0..<width * height { ab.base[plane * width * height + index] += enlarged[index] }
        }
    }
}
