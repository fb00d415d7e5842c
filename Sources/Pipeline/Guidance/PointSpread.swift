package import Color
import PixelKernels

/// A place of a frame whose colour is known, and that colour.
package struct KnownPlace: Sendable {
    /// 0 at the left to 1 at the right.
    package let x: Double
    /// 0 at the top to 1 at the bottom.
    package let y: Double
    package let a: Double
    package let b: Double

    /// See the properties.
    package init(x: Double, y: Double, a: Double, b: Double) { (self.x, self.y, self.a, self.b) = (x, y, a, b) }
}

/// Spreads the colours of places over the things that they lie on: what is added to the frame's colours differs little
/// between neighbours that are alike in lightness and in their keys (after Levin, Lischinski, Weiss, "Colorization
/// using Optimization", SIGGRAPH 2004, who spread the colours themselves, by lightness).
package struct PointSpread {
    private let buffers: PlaneBufferPool
    private let kernels: KernelSet

    /// - Parameter kernels: for tests; the fastest by default.
    package init(buffers: PlaneBufferPool, kernels: KernelSet = .best) {
        self.buffers = buffers
        self.kernels = kernels
    }

    private static let side = STEADY_CELLS
    private static let cells = side * side
    /// What a place weighs beside a link between neighbours.
    private static let placeWeight: Float = 100
    /// What holds every cell to the colours that it has. With this and the links' scales (`Spread.h`) 1, 5, 10 and 50
    /// points of the truth, anywhere, take eight frames from 24.4 to 24.7, 25.6, 26.8 and 28.6 dB; tenfold values of
    /// each scale change that by 0.3 dB at most.
    private static let heldBack: Float = 0.0002
    /// Adds places to what a still says of a frame.
    ///
    /// - Parameters:
    ///   - places: of the frame; of two in one cell both count.
    ///   - given: what the still says, no authority anywhere if there is none.
    ///   - seen: the frame.
    /// - Throws: `ColorError` if there is no memory.
    package func colors(
        _ places: [KnownPlace], over given: borrowing ReferenceColors, seen: borrowing SeenFrame
    ) throws(ColorError) -> ReferenceColors {
        let (width, height) = (seen.width, seen.height)
        let count = width * height
        // The colours that the frame has so far.
        let prior = try buffers.take(width: width, height: 2 * height)
        try enlarge(seen.ab, 2, (seen.abWidth, seen.abHeight), to: (width, height), into: prior.base)
        let values = given.planes.values
        for index in 0..<count {
            for plane in 0..<2 {
                prior.base[plane * count + index] =
                    values[plane * count + index] + (1 - values[2 * count + index]) * prior.base[plane * count + index]
            }
        }

        var weights = [Float](repeating: Self.heldBack, count: Self.cells)
        var wanted = [[Float]](repeating: [Float](repeating: 0, count: Self.cells), count: 3)
        for place in places {
            let pixel = Self.index(place.y, height) * width + Self.index(place.x, width)
            let difference = [Float(place.a) - prior.base[pixel], Float(place.b) - prior.base[count + pixel], 1]
            // All cells that the place lies between, so that enlarging them brings its colour back.
            for (cell, share) in Self.cells(around: place) {
                weights[cell] += Self.placeWeight * share
                for plane in 0..<3 { wanted[plane][cell] += Self.placeWeight * share * difference[plane] }
            }
        }
        var links = [Float](repeating: 0, count: 2 * Self.cells)
        kernels.table.pointee.carry.links(seen.rows, Int32(seen.channels), seen.cellLightness, &links)
        let added = try buffers.take(width: width, height: 3 * height)
        let small = try buffers.take(width: Self.side, height: 3 * Self.side)
        for (plane, wanted) in wanted.enumerated() {
            kernels.table.pointee.carry.spread(links, weights, wanted, small.base + plane * Self.cells)
        }
        try enlarge(UnsafePointer(small.base), 3, (Self.side, Self.side), to: (width, height), into: added.base)
        let result = try buffers.take(width: width, height: 3 * height)
        for index in 0..<count {
            let own = values[2 * count + index], reach = min(max(added.base[2 * count + index], 0), 1)
            let authority = 1 - (1 - own) * (1 - reach)
            result.base[index] = authority * prior.base[index] + added.base[index]
            result.base[count + index] = authority * prior.base[count + index] + added.base[count + index]
            result.base[2 * count + index] = authority
        }
        return ReferenceColors(planes: result)
    }

    private static func index(_ place: Double, _ count: Int) -> Int {
        min(max(Int(place * Double(count)), 0), count - 1)
    }

    /// The cells that a place lies between, with their shares in it.
    private static func cells(around place: KnownPlace) -> [(cell: Int, share: Float)] {
        let (x, y) = (place.x * Double(side) - 0.5, place.y * Double(side) - 0.5)
        return [(0, 0), (1, 0), (0, 1), (1, 1)].map { right, down in
            let (column, row) = (x.rounded(.down) + Double(right), y.rounded(.down) + Double(down))
            let share = (1 - abs(x - column)) * (1 - abs(y - row))
            let cell = min(max(Int(row), 0), side - 1) * side + min(max(Int(column), 0), side - 1)
            return (cell, Float(share))
        }
    }

    /// Enlarges planes bilinearly.
    private func enlarge(
        _ source: UnsafePointer<Float>, _ planes: Int, _ size: (width: Int, height: Int),
        to newSize: (width: Int, height: Int), into result: UnsafeMutablePointer<Float>
    ) throws(ColorError) {
        let axes = (
            StretchAxis(from: size.width, to: newSize.width), StretchAxis(from: size.height, to: newSize.height)
        )
        let scratch = try buffers.take(width: 2 * (newSize.width + PIXEL_WIDEST), height: 1)
        var (x, y) = (axes.0.kernelAxis, axes.1.kernelAxis)
        for plane in 0..<planes {
            kernels.table.pointee.stretch(
                &x, &y, source + plane * size.width * size.height, result + plane * newSize.width * newSize.height, 0,
                Int32(newSize.height), scratch.base)
        }
        withExtendedLifetime(axes) {}
    }
}
