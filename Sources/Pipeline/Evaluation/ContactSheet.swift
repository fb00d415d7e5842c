internal import Color
internal import Coloring

/// Truth, grey and result of pictures side by side, small, four pictures a row.
struct ContactSheet: Sendable {
    /// Pictures on a full sheet.
    static let largestCount = 100
    private static let picturesPerRow = 4

    private let pictureCount: Int
    private let shownCount: Int
    private var seen = 0
    private var shown = 0
    private var grid: PictureGrid?

    /// `pictureCount` pictures will be added; up to `largestCount` of them, evenly spread, are shown.
    init(pictureCount: Int) {
        self.pictureCount = pictureCount
        shownCount = min(Self.largestCount, pictureCount)
    }

    /// - Parameter versions: of one picture, from left to right; as many and of the same size for every picture.
    mutating func add(_ versions: [RGBPicture]) {
        // The picture whose number is the first at or above a multiple of pictureCount / shownCount.
        let isShown = shown * pictureCount <= seen * shownCount && shown < shownCount
        seen += 1
        guard isShown, let first = versions.first else { return }
        let columns = min(Self.picturesPerRow, shownCount)
        if grid == nil {
            grid = PictureGrid(
                columns: columns * versions.count, rows: (shownCount + columns - 1) / columns,
                cellWidth: max(1, first.width / 2), cellHeight: max(1, first.height / 2))
        }
        for (index, version) in versions.enumerated() {
            grid?.place(version.halved(), column: shown % columns * versions.count + index, row: shown / columns)
        }
        shown += 1
    }

    /// The sheet; nil if nothing was added.
    var picture: RGBPicture? { grid?.sheet }
}
