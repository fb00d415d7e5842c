package import Color

/// Pictures of one size side by side on a white sheet.
package struct PictureGrid: Sendable {
    /// White samples between neighbouring cells.
    package static let gap = 4

    private let cellWidth: Int
    private let cellHeight: Int
    /// All cells.
    package private(set) var sheet: RGBPicture

    /// - Parameters:
    ///   - columns: cells in a row.
    ///   - rows: rows of cells.
    ///   - cellWidth: of each picture.
    ///   - cellHeight: of each picture.
    package init(columns: Int, rows: Int, cellWidth: Int, cellHeight: Int) {
        self.cellWidth = cellWidth
        self.cellHeight = cellHeight
        sheet = RGBPicture(
            width: columns * (cellWidth + Self.gap) - Self.gap, height: rows * (cellHeight + Self.gap) - Self.gap)
        sheet.samples = [UInt8](repeating: 255, count: sheet.samples.count)
    }

    /// Puts `picture`, which has the cells' size, in its place.
    package mutating func place(_ picture: RGBPicture, column: Int, row: Int) {
        precondition(picture.width == cellWidth && picture.height == cellHeight)
        let (left, top) = (column * (cellWidth + Self.gap), row * (cellHeight + Self.gap))
        for plane in 0..<3 {
            for y in 0..<cellHeight {
                let source = plane * picture.count + y * cellWidth
                let target = plane * sheet.count + (top + y) * sheet.width + left
                sheet.samples.replaceSubrange(
                    target..<target + cellWidth, with: picture.samples[source..<source + cellWidth])
            }
        }
    }

    /// Shows a share, 0…1, as a white bar on black at the foot of a cell.
    package mutating func placeBar(_ share: Double, column: Int, row: Int) {
        let (left, bottom) = (column * (cellWidth + Self.gap), row * (cellHeight + Self.gap) + cellHeight)
        let length = Int((Double(cellWidth) * min(max(share, 0), 1)).rounded())
        for plane in 0..<3 {
            for y in max(0, bottom - Self.barHeight)..<bottom {
                let start = plane * sheet.count + y * sheet.width + left
                for x in 0..<cellWidth { sheet.samples[start + x] = x < length ? 255 : 0 }
            }
        }
    }

    private static let barHeight = 6
}

extension RGBPicture {
    /// The picture at half its size: means of 2 × 2 pixels; an odd last row or column is left out.
    package func halved() -> RGBPicture {
        var half = RGBPicture(width: max(1, width / 2), height: max(1, height / 2))
        for plane in 0..<3 {
            for y in 0..<height / 2 {
                for x in 0..<width / 2 {
                    let i = plane * count + 2 * y * width + 2 * x
                    let sum =
                        Int(samples[i]) + Int(samples[i + 1]) + Int(samples[i + width]) + Int(samples[i + width + 1])
                    half.samples[plane * half.count + y * half.width + x] = UInt8((sum + 2) / 4)
                }
            }
        }
        return half
    }
}
