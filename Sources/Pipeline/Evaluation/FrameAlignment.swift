internal import Color
internal import Coloring
internal import Shots

/// Where the things in a frame were in the frame before, and where that can be told.
struct FrameAlignment: Sendable {
    private let width: Int
    private let height: Int
    /// What is at (x, y) was at (x + toPrevious.x, y + toPrevious.y).
    private let toPrevious: MotionField
    /// Likewise from the frame before to this one.
    private let fromPrevious: MotionField
    /// Samples where the alignment holds: following the movement back and forth leads to within half a sample of where
    /// it began, inside the picture, and the lightness there is the same to 4 L*, but for a change of the whole
    /// picture.
    private(set) var places: [Int]
    /// Whether a sample is one of these.
    private let holds: [Bool]

    /// - Parameters:
    ///   - toPrevious: from this frame to the one before.
    ///   - fromPrevious: from the one before to this one.
    ///   - lightness: L* of this frame; width × height samples, as in the fields.
    ///   - previousLightness: L* of the one before.
    ///   - width: samples in a row.
    init(
        toPrevious: MotionField, fromPrevious: MotionField, lightness: [Double], previousLightness: [Double], width: Int
    ) {
        self.width = width
        let height = lightness.count / width
        self.height = height
        self.toPrevious = toPrevious
        self.fromPrevious = fromPrevious
        let value = { (plane: [Double], i: Int) in
            plane.between(Double(i % width) + toPrevious.x[i], Double(i / width) + toPrevious.y[i], width: width)
        }
        let changes = lightness.indices.map { lightness[$0] - value(previousLightness, $0) }
        let change = changes.sorted()[changes.count / 2]
        let holds = lightness.indices.map { i in
            let x = Double(i % width) + toPrevious.x[i]
            let y = Double(i / width) + toPrevious.y[i]
            guard x >= 0, y >= 0, x <= Double(width - 1), y <= Double(height - 1) else { return false }
            let dx = toPrevious.x[i] + value(fromPrevious.x, i)
            let dy = toPrevious.y[i] + value(fromPrevious.y, i)
            return dx * dx + dy * dy < 0.25 && abs(changes[i] - change) < 4
        }
        self.holds = holds
        places = holds.indices.filter { holds[$0] }
    }

    /// Where the thing at (x, y) of the frame before is in this one; nil where that cannot be told.
    func next(_ x: Double, _ y: Double) -> (x: Double, y: Double)? {
        let place = (
            x: x + fromPrevious.x.between(x, y, width: width), y: y + fromPrevious.y.between(x, y, width: width)
        )
        let (column, row) = (Int(place.x.rounded()), Int(place.y.rounded()))
        guard column >= 0, row >= 0, column < width, row < height, holds[row * width + column] else { return nil }
        return place
    }

    /// Motion from the frame before to an earlier one, extended: from this frame to that one.
    func extended(_ field: MotionField) -> MotionField {
        func extended(_ plane: [Double], _ own: [Double]) -> [Double] {
            own.indices.map { own[$0] + value(of: plane, at: $0) }
        }
        return MotionField(x: extended(field.x, toPrevious.x), y: extended(field.y, toPrevious.y))
    }

    /// What `plane` of the frame before holds where the thing at sample `i` of this one was.
    private func value(of plane: [Double], at i: Int) -> Double {
        plane.between(Double(i % width) + toPrevious.x[i], Double(i / width) + toPrevious.y[i], width: width)
    }

    /// Sum over `places` of the distance in a and b between this frame's colour and the aligned one of the frame
    /// before.
    func colorDistance(_ chroma: ChromaPicture, previous: ChromaPicture) -> Double {
        var sum = 0.0
        for i in places {
            let a = chroma.a[i] - value(of: previous.a, at: i)
            let b = chroma.b[i] - value(of: previous.b, at: i)
            sum += (a * a + b * b).squareRoot()
        }
        return sum
    }
}

/// How much the colour of things changes from frame to frame: E_warp, the mean distance in a and b between a frame and
/// its predecessor moved to fit it, over all samples of all frames where the alignment holds.
struct WarpError: Sendable {
    private var sum = 0.0
    private var count = 0
    private var previous: ChromaPicture?

    /// - Parameters:
    ///   - chroma: the frame's colour, of the size of the alignment.
    ///   - alignment: with the frame before; nil for the first frame.
    mutating func add(_ chroma: ChromaPicture, alignment: FrameAlignment?) {
        if let previous, let alignment {
            sum += alignment.colorDistance(chroma, previous: previous)
            count += alignment.places.count
        }
        previous = chroma
    }

    /// E_warp; nil if nothing could be aligned.
    var value: Double? { count == 0 ? nil : sum / Double(count) }
}

/// Aligns the frames of a film, which come one after another.
final class FrameAligner {
    private let buffers = PlaneBufferPool()
    private var previous: (small: SmallCopy, lightness: [Double])?

    /// L* of the last frame, at `MotionField.side` samples to a side; empty before the first.
    var lightness: [Double] { previous?.lightness ?? [] }

    /// - Parameter lightness: L* of the next frame, of any size.
    /// - Returns: the alignment of this frame with the one before, at `MotionField.side` samples to a side; nil for the
    ///   first frame.
    /// - Throws: `ColorError` if there is no memory.
    func add(_ lightness: borrowing PlaneBuffer) throws -> FrameAlignment? {
        let side = MotionField.side
        let small = try SmallCopy(of: lightness, buffers: buffers, kernels: .best)
        let plane = lightness.values.map { Double($0) }
        let cells = plane.resized((lightness.width, lightness.height), to: (side, side))
        defer { previous = (small, cells) }
        guard let previous else { return nil }
        return FrameAlignment(
            toPrevious: try small.field(to: previous.small, buffers: buffers),
            fromPrevious: try previous.small.field(to: small, buffers: buffers), lightness: cells,
            previousLightness: previous.lightness, width: side)
    }
}
