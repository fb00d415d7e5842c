/// Where the numbers in the names of written pictures come from.
package enum PictureNumbering: Sendable {
    /// Each picture keeps the number that its source has in this pattern.
    case kept(PicturePattern)
    /// The picture or frame at this place, counted from 0, gets this number, the next the next.
    case counted(from: Int, atPlace: Int)

    /// The number for the picture called `source`, or for the frame, at this place of the input.
    package func number(source: String?, place: Int) -> Int {
        switch self {
        case .kept(let pattern): source.flatMap { pattern.number(of: $0) } ?? place
        case .counted(let first, let firstPlace): first &+ place &- firstPlace
        }
    }

    /// The place whose picture gets this number, where numbers are counted.
    package func place(of number: Int) -> Int? {
        guard case .counted(let first, let firstPlace) = self else { return nil }
        return number &- first &+ firstPlace
    }
}
