/// What a network reads of one picture: planes of one size that lie one after another, so that an input is filled,
/// compared and handed over as a whole.
package struct NetworkInput: Hashable, Sendable {
    /// Columns of each plane.
    package let width: Int
    /// Rows of each plane.
    package let height: Int
    /// Whether hints follow the lightness.
    package let hasHints: Bool

    private var planeLength: Int { width * height }

    /// Values of all planes.
    package var valueCount: Int { (hasHints ? 4 : 1) * planeLength }

    /// Where L* is, 0…100.
    package var lightness: Range<Int> { 0..<planeLength }

    /// Where a* and then b* are that somebody wants, in the units of Lab; 0 where nobody wants any.
    package var hints: Range<Int>? { hasHints ? planeLength..<(3 * planeLength) : nil }

    /// Where it is written how much the hints count: 0 where there is none, 1 where the colour is as the hint says.
    package var authority: Range<Int>? { hasHints ? (3 * planeLength)..<(4 * planeLength) : nil }
}

/// What a network gives of one picture: planes of one size that lie one after another.
package struct NetworkOutput: Hashable, Sendable {
    /// Columns of each plane: the network's own resolution.
    package let width: Int
    /// Rows of each plane.
    package let height: Int
    /// Whether the certainty follows the colours.
    package let hasCertainty: Bool

    private var planeLength: Int { width * height }

    /// Values of all planes.
    package var valueCount: Int { (hasCertainty ? 3 : 2) * planeLength }

    /// Where a* and then b* are, in the units of Lab.
    package var ab: Range<Int> { 0..<(2 * planeLength) }

    /// Where it is written how sure the network is: the probability, up to 1, of the colour that it finds likeliest.
    package var certainty: Range<Int>? { hasCertainty ? (2 * planeLength)..<(3 * planeLength) : nil }
}
