package import Color
package import Files
package import Media

/// A sheet of pictures with labels: a row per frame, a column per way to colour it, and text below.
package struct PreviewSheet: Sendable {
    /// What stands above the columns.
    package var columns: [String]
    /// What stands above each row, and its pictures, one per column and of one size.
    package var rows: [(label: String, pictures: [RGBPicture])] = []
    /// Lines below the pictures.
    package var text: [String] = []

    /// A sheet without rows.
    package init(columns: [String]) { self.columns = columns }

    /// White pixels around everything, and between pictures.
    private static let (margin, gap) = (16, 6)
    private static let font = BitmapFont(scale: 2)
    /// Letters of a line that is still read easily, and as many as there is always room for.
    private static let (mostLetters, leastLetters) = (110, 60)

    /// All of it, in black on white.
    package var picture: RGBPicture {
        let (font, margin, gap) = (Self.font, Self.margin, Self.gap)
        let cell = rows.flatMap(\.pictures).map(\.width).max() ?? 0
        let grid = columns.count * (cell + gap) - gap
        let width = max(grid, Self.leastLetters * font.advance) + 2 * margin
        let headings = columns.map { BitmapFont.wrapped($0, columns: max(1, (cell - gap) / font.advance)) }
        let headingHeight = (headings.map(\.count).max() ?? 0) * font.lineHeight
        let rowHeights = rows.map { row in font.lineHeight + (row.pictures.map(\.height).max() ?? 0) + gap }
        let letters = min(Self.mostLetters, (width - 2 * margin) / font.advance)
        let lines = text.flatMap { BitmapFont.wrapped($0, columns: letters, indent: Self.indent(of: $0)) }
        let height =
            3 * margin + headingHeight + rowHeights.reduce(0, +) + lines.count * font.lineHeight
        var sheet = RGBPicture(width: width, height: height)
        sheet.samples = [UInt8](repeating: 255, count: sheet.samples.count)
        for (column, heading) in headings.enumerated() {
            for (line, text) in heading.enumerated() {
                font.draw(
                    text, on: &sheet, x: margin + column * (cell + gap), y: margin + line * font.lineHeight)
            }
        }
        var y = margin + headingHeight
        for (row, height) in zip(rows, rowHeights) {
            font.draw(row.label, on: &sheet, x: margin, y: y)
            for (column, picture) in row.pictures.enumerated() {
                sheet.place(picture, x: margin + column * (cell + gap), y: y + font.lineHeight)
            }
            y += height
        }
        y += margin
        for line in lines {
            font.draw(line, on: &sheet, x: margin, y: y)
            y += font.lineHeight
        }
        return sheet
    }

    /// Where the text of a line with a label begins ("speed:    12.3 …").
    private static func indent(of line: String) -> Int {
        guard let colon = line.firstIndex(of: ":") else { return 0 }
        let rest = line[line.index(after: colon)...]
        let spaces = rest.prefix { $0 == " " }.count
        return spaces > 0 ? line.distance(from: line.startIndex, to: colon) + 1 + spaces : 0
    }

    /// Writes the sheet as a PNG to `file`, which gets its name. Throws `MediaError`.
    package func writePNG(to file: inout UnfinishedFile) throws(MediaError) {
        try PictureFile.writePNG(picture, to: &file)
    }
}

extension RGBPicture {
    /// Puts `picture`, which must fit, with its top left corner at a pixel of this one.
    fileprivate mutating func place(_ picture: RGBPicture, x left: Int, y top: Int) {
        for plane in 0..<3 {
            for row in 0..<picture.height {
                let source = plane * picture.count + row * picture.width
                let target = plane * count + (top + row) * width + left
                samples.replaceSubrange(
                    target..<target + picture.width, with: picture.samples[source..<source + picture.width])
            }
        }
    }
}
