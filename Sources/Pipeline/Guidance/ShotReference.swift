package import Color
import PixelKernels

/// A reference, ready to lend its colours to the frames of its shot.
package final class ShotReference: Sendable {
    /// a and b multiplied by the authority, the authority, L*: `CARRY_PLANES` planes of the network's input.
    let planes: PlaneBuffer
    /// The first three of them, in cells.
    let colors: [Float]
    /// L*, in cells.
    let lightness: [Float]
    let rows: [Float]
    /// What rows are multiplied by to get a and b.
    let factors: [Float]
    let channels: Int
    /// What is less alike than this is something new, of which the reference knows nothing. Chosen on made clips: new
    /// things then have half of the error that they had, at a loss of 0.2 dB in pans.
    let leastLikeness: Float

    /// What is added to the diagonal of the regression, so that few coloured cells do not claim too much.
    private static let ridge = 2.0

    /// - Parameters:
    ///   - given: what a person gave.
    ///   - seen: the frame that it belongs to, as the network sees it.
    /// - Throws: `ColorError` if there is no memory.
    package convenience init(
        _ given: borrowing ReferenceColors, seen: borrowing SeenFrame, buffers: PlaneBufferPool,
        kernels: KernelSet = .best
    ) throws(ColorError) {
        let (width, height) = (given.width, given.height)
        let planes = try buffers.take(width: width, height: Int(CARRY_PLANES) * height)
        let authority = given.planes.base + 2 * width * height
        for plane in 0..<2 {
            let start = plane * width * height
            kernels.table.pointee.carry.clean(
                given.planes.base + start, authority, Int32(width), Int32(height), planes.base + start)
        }
        (planes.base + 2 * width * height).update(from: authority, count: width * height)
        (planes.base + 3 * width * height).update(from: seen.lightness, count: width * height)
        self.init(
            planes: planes, height: height, lightness: seen.cellLightness, rows: seen.rows, channels: seen.channels,
            leastLikeness: 0.45, kernels: kernels)
    }

    /// The colours that a key frame has by now, with full authority, also for what is least alike. Throws `ColorError`
    /// if there is no memory.
    package convenience init(
        _ key: KeyFrame, buffers: PlaneBufferPool, kernels: KernelSet = .best
    ) throws(ColorError) {
        let (width, height) = (key.lightness.width, key.lightness.height)
        let count = width * height
        let planes = try buffers.take(width: width, height: Int(CARRY_PLANES) * height)
        planes.base.update(from: key.ab.base, count: 2 * count)
        (planes.base + 2 * count).update(repeating: 1, count: count)
        (planes.base + 3 * count).update(from: key.lightness.base, count: count)
        self.init(
            planes: planes, height: height, lightness: key.cellLightness, rows: key.rows, channels: key.channels,
            leastLikeness: -2, kernels: kernels)
    }

    /// - Parameters:
    ///   - planes: see the property.
    ///   - height: rows of each plane.
    private init(
        planes: consuming PlaneBuffer, height: Int, lightness: [Float], rows: [Float], channels: Int,
        leastLikeness: Float, kernels: KernelSet
    ) {
        let carry = kernels.table.pointee.carry
        let width = planes.width
        let colors = kernels.cellMeans(of: planes.base, count: 3, width: width, height: height)
        self.channels = channels
        self.leastLikeness = leastLikeness
        let length = channels + Int(CARRY_EXTRAS)
        var squares = [Float](repeating: 0, count: length * length)
        var products = [Float](repeating: 0, count: 2 * length)
        carry.moments(rows, Int32(length), colors, &squares, &products)
        factors = LinearSystem.solve(
            squares.map { Double($0) }, products.map { Double($0) }, size: length, ridge: Self.ridge
        ).map { Float($0) }
        self.planes = planes
        (self.colors, self.lightness, self.rows) = (colors, lightness, rows)
    }

    /// A map from a frame to this one, made to fit what is to be carried along it.
    ///
    /// - Parameters:
    ///   - map: motion as it is known so far.
    ///   - lightness: of the frame, of the size of `planes`.
    func anchored(_ map: [Float], from lightness: UnsafePointer<Float>, _ kernels: KernelSet) -> [Float] {
        var result = map
        let (width, height) = (planes.width, planes.height / Int(CARRY_PLANES))
        kernels.table.pointee.carry.anchor(
            map, lightness, planes.base + 3 * width * height, Int32(width), Int32(height), &result)
        return result
    }
}
