/// How a stored picture lies, by the numbers of TIFF and Exif (tag 274): what its first row and its first column are of
/// the picture that is meant.
enum PictureOrientation: Int, Sendable {
    /// Row: top, column: left.
    case upright = 1
    /// Top, right.
    case mirrored
    /// Bottom, right.
    case turnedHalf
    /// Bottom, left.
    case flipped
    /// Left, top.
    case transposed
    /// Right, top: to be turned clockwise by a quarter.
    case turnedLeft
    /// Right, bottom.
    case antitransposed
    /// Left, bottom: to be turned counterclockwise by a quarter.
    case turnedRight

    /// The orientation that is next to FFmpeg's display matrix (libavutil/display.h), by whose first two rows a pixel
    /// of column x and row y is shown at (m0 x + m3 y, m1 x + m4 y).
    init(displayMatrix m: [Int32]) {
        func isNegative(_ place: Int) -> Bool { m.indices.contains(place) && m[place] < 0 }
        func size(_ place: Int) -> UInt32 { m.indices.contains(place) ? m[place].magnitude : 0 }
        if size(1) > size(0) {
            // Rows become columns.
            switch (isNegative(3), isNegative(1)) {
            case (false, false): self = .transposed
            case (true, false): self = .turnedLeft
            case (true, true): self = .antitransposed
            case (false, true): self = .turnedRight
            }
        } else {
            switch (isNegative(0), isNegative(4)) {
            case (false, false): self = .upright
            case (true, false): self = .mirrored
            case (true, true): self = .turnedHalf
            case (false, true): self = .flipped
            }
        }
    }

    /// Whether the stored rows are columns of the picture.
    var swapsAxes: Bool { rawValue >= PictureOrientation.transposed.rawValue }
    /// Whether the picture's x runs against the stored axis that it is on.
    var reversesX: Bool { [.mirrored, .turnedHalf, .turnedLeft, .antitransposed].contains(self) }
    /// Whether the picture's y runs against the stored axis that it is on.
    var reversesY: Bool { [.turnedHalf, .flipped, .antitransposed, .turnedRight].contains(self) }
}
