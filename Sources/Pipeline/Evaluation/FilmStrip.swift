internal import Color
internal import Coloring
internal import Media

/// Ten frames of a film side by side, in their own shape: a row for the truth and one for each way to colour it.
final class FilmStrip {
    /// Frames on a full strip.
    static let largestCount = 10
    /// Of the frames' longer side on the strip.
    private static let longerSide = 256

    private let frameCount: Int
    private let shownCount: Int
    private let reader: DisplayReader
    private let coloring: FrameColoring
    private var grid: PictureGrid

    /// - Parameters:
    ///   - frameCount: of the film; nil if nobody knows: then the first frames are shown.
    ///   - pictureSize: of its frames.
    ///   - rows: of the strip.
    /// - Throws: `ColorError` if there is no memory for it.
    init(
        frameCount: Int?, pictureSize: (width: Int, height: Int), rows: Int, predictor: any ChromaPredictor,
        look: ColorLook
    ) throws {
        self.frameCount = max(1, frameCount ?? Self.largestCount)
        shownCount = min(Self.largestCount, self.frameCount)
        let scale = Double(Self.longerSide) / Double(max(pictureSize.width, pictureSize.height, 1))
        let width = max(1, Int((Double(pictureSize.width) * scale).rounded()))
        let height = max(1, Int((Double(pictureSize.height) * scale).rounded()))
        reader = DisplayReader(part: .whole, width: width, height: height)
        coloring = FrameColoring(predictor, look: look)
        grid = PictureGrid(columns: shownCount, rows: rows, cellWidth: width, cellHeight: height)
    }

    /// The column of frame `index`; nil if it is not shown.
    private func column(of index: Int) -> Int? {
        // The last column whose frame, column × frameCount / shownCount, is not after this one.
        let column = min(shownCount - 1, ((index + 1) * shownCount - 1) / frameCount)
        return column * frameCount / shownCount == index ? column : nil
    }

    /// Frame `index` as it goes on the strip, if it does, and puts it in the first row.
    func show(_ frame: borrowing Frame, index: Int, format: PixelFormat, tags: ColorTags) throws
        -> RGBPicture?
    {
        guard let column = column(of: index) else { return nil }
        let picture = try reader.picture(of: try frame.reference(), format: format, tags: tags)
        grid.place(picture, column: column, row: 0)
        return picture
    }

    /// Puts frame `index` in its place.
    ///
    /// - Parameters:
    ///   - picture: what `show` gave.
    ///   - ab: the colour it gets.
    ///   - source: where that comes from.
    ///   - row: 1 or more.
    func show(_ picture: RGBPicture, ab: borrowing PlaneBuffer, from source: ChromaSource, index: Int, row: Int) throws
    {
        guard let column = column(of: index) else { return }
        let lightness = try coloring.lightness(of: picture)
        grid.place(try coloring.picture(lightness, ab, source: source), column: column, row: row)
    }

    /// The strip.
    var picture: RGBPicture { grid.sheet }
}
