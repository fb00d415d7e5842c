/// Finds the black borders of a shot: columns and rows at the picture's edges that are black in all of its frames, and
/// end at a straight edge. Rounded corners do not count.
package struct BorderSearch {
    private var width = 0
    private var height = 0
    /// Of each column and of each row the most samples that were not black in one frame, of `probes`.
    private var columns: [UInt8] = []
    private var rows: [UInt8] = []
    /// Whether frames differ in size.
    private var isMixed = false

    /// Places along a column or row that are looked at; those at its ends, where corners are round, are not.
    private static let probes = 64
    private static let (firstPlace, lastPlace) = (0.1, 0.9)
    /// What is not black, as a share of white: L* 5, more than the noise of tapes.
    private static let leastLight: Float = 0.055
    /// A column of a border has no more light than this many probes; the picture begins where half of them have.
    private static let (mostOfBorder, leastOfPicture) = (2, probes / 2)
    /// Shares of a side: what a border has at least and at most, and how far its edge may be blurred.
    private static let (leastBorder, mostBorder, mostBlur) = (0.01, 0.34, 0.012)

    /// No frames so far.
    package init() {}

    /// One frame.
    package init(_ planes: PicturePlanes) {
        let layout = planes.layout
        (width, height) = (layout.width, layout.height)
        (columns, rows) = ([UInt8](repeating: 0, count: width), [UInt8](repeating: 0, count: height))
        let light = LightTest(planes, least: Self.leastLight)
        let (edgeX, edgeY) = (
            Int(Self.mostBorder * Double(width)) + 1, Int(Self.mostBorder * Double(height)) + 1
        )
        let (placesX, placesY) = (Self.places(width), Self.places(height))
        for x in 0..<width where x < edgeX || x >= width - edgeX {
            columns[x] = UInt8(placesY.count { light.isLight(x, $0) })
        }
        for y in 0..<height where y < edgeY || y >= height - edgeY {
            rows[y] = UInt8(placesX.count { light.isLight($0, y) })
        }
    }

    /// Takes other frames of the shot.
    package mutating func add(_ other: BorderSearch) {
        if columns.isEmpty { return self = other }
        guard (width, height) == (other.width, other.height), !other.isMixed else { return isMixed = true }
        for x in 0..<width { columns[x] = max(columns[x], other.columns[x]) }
        for y in 0..<height { rows[y] = max(rows[y], other.rows[y]) }
    }

    /// The picture without its borders; nil if there are none, or if it is not certain that there are.
    package var area: PictureArea? {
        guard !isMixed, !columns.isEmpty else { return nil }
        let unit = PictureArea.unit
        func up(_ value: Int) -> Int { (value + unit - 1) / unit * unit }
        let (left, right) = (up(Self.border(columns)), up(Self.border(columns.reversed())))
        let (top, bottom) = (up(Self.border(rows)), up(Self.border(rows.reversed())))
        guard left + right + top + bottom > 0 else { return nil }
        // At the picture's own end nothing is left over.
        let (toRight, toBottom) = (width - left, height - top)
        let area = PictureArea(
            left: left, top: top, width: right == 0 ? toRight : (toRight - right) / unit * unit,
            height: bottom == 0 ? toBottom : (toBottom - bottom) / unit * unit)
        return area.width >= 16 && area.height >= 16 ? area : nil
    }

    /// How many lines at the beginning are a border.
    private static func border(_ lines: [UInt8]) -> Int {
        let count = Double(lines.count)
        guard let first = lines.firstIndex(where: { $0 > mostOfBorder }), Double(first) >= leastBorder * count,
            let begin = lines.firstIndex(where: { $0 >= leastOfPicture }), Double(begin) <= mostBorder * count,
            // A dark scene has no edge that is straight over half of the picture.
            begin - first <= max(2, Int(mostBlur * count))
        else { return 0 }
        return begin
    }

    private static func places(_ count: Int) -> [Int] {
        (0..<probes).map { index in
            let place = firstPlace + (lastPlace - firstPlace) * (Double(index) + 0.5) / Double(probes)
            return min(Int(place * Double(count)), count - 1)
        }
    }
}

/// Tells which samples of a picture are not black.
private struct LightTest {
    private let planes: PicturePlanes
    private let least: Float

    /// - Parameter least: as a share of white.
    init(_ planes: PicturePlanes, least: Float) {
        self.planes = planes
        let layout = planes.layout
        if layout.isFloat {
            self.least = least
        } else {
            let isLimited = layout.model != .rgb && layout.color.range == .limited
            let (black, white): (Float, Float) = isLimited ? (16, 235) : (0, 255)
            self.least = (black + least * (white - black)) * Float(1 << (layout.bitDepth - 8))
        }
    }

    func isLight(_ x: Int, _ y: Int) -> Bool {
        isLight(planes.data.0, planes.strideBytes.0, x, y)
            || (planes.layout.model == .rgb
                && (isLight(planes.data.1, planes.strideBytes.1, x, y)
                    || isLight(planes.data.2, planes.strideBytes.2, x, y)))
    }

    private func isLight(_ plane: UnsafeMutableRawPointer?, _ stride: Int, _ x: Int, _ y: Int) -> Bool {
        guard let plane else { return false }
        let place = y * stride + x * planes.layout.bytesPerSample
        return switch planes.layout.bytesPerSample {
        case 1: Float(plane.load(fromByteOffset: place, as: UInt8.self)) > least
        case 2: Float(plane.load(fromByteOffset: place, as: UInt16.self)) > least
        default: plane.load(fromByteOffset: place, as: Float.self) > least
        }
    }
}
