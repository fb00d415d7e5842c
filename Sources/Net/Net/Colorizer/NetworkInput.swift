/// The layout of what a network reads of one picture: planes of one size, one after another, so that an input is
/// filled, compared and handed over as a whole.
package struct NetworkInput: Hashable, Sendable {
    /// Columns of each plane.
    package let width: Int
    /// Rows of each plane.
    package let height: Int
    /// Whether hints follow the lightness.
    package let hasHints: Bool

    /// See the properties.
    package init(width: Int, height: Int, hasHints: Bool = false) {
        self.width = width
        self.height = height
        self.hasHints = hasHints
    }

    private var planeLength: Int { width * height }

    /// Values of all planes.
    package var valueCount: Int { (hasHints ? 4 : 1) * planeLength }

    /// Where L* is, 0…100.
    package var lightness: Range<Int> { 0..<planeLength }

    /// Where the wanted a* and then b* are, in the units of Lab; 0 where there is no hint.
    package var hints: Range<Int>? { hasHints ? planeLength..<(3 * planeLength) : nil }

    /// Where the authority of the hints is: 0 where there is no hint, up to 1.
    package var authority: Range<Int>? { hasHints ? (3 * planeLength)..<(4 * planeLength) : nil }
}

/// The layout of what a network gives of one picture: planes of one size, one after another, then the features' planes,
/// which have a size of their own.
package struct NetworkOutput: Hashable, Sendable {
    /// Sizes of the features.
    package struct FeaturesShape: Hashable, Sendable {
        /// Numbers for each place.
        package let channels: Int
        /// Rows of each plane.
        package let height: Int
        /// Columns of each plane.
        package let width: Int
    }

    /// Columns of each plane: the network's own resolution.
    package let width: Int
    /// Rows of each plane.
    package let height: Int
    /// Whether the certainty follows the colours.
    package let hasCertainty: Bool
    /// Sizes of the features that follow the planes; nil if there are none.
    package let featuresShape: FeaturesShape?

    /// See the properties.
    package init(width: Int, height: Int, hasCertainty: Bool = false, featuresShape: FeaturesShape? = nil) {
        self.width = width
        self.height = height
        self.hasCertainty = hasCertainty
        self.featuresShape = featuresShape
    }

    private var planeLength: Int { width * height }
    private var planesValueCount: Int { (hasCertainty ? 3 : 2) * planeLength }

    /// Values of all planes, the features' included.
    package var valueCount: Int { features?.upperBound ?? planesValueCount }

    /// Where a* and then b* are, in the units of Lab.
    package var ab: Range<Int> { 0..<(2 * planeLength) }

    /// Where the certainty is: the probability, up to 1, that the network gives to the likeliest colour.
    package var certainty: Range<Int>? { hasCertainty ? (2 * planeLength)..<(3 * planeLength) : nil }

    /// Where the features are: what the deepest layer of the encoder says of each place, plane by plane. Unbounded; of
    /// meaning only beside those of the same model with the same weights.
    package var features: Range<Int>? {
        featuresShape.map { planesValueCount..<(planesValueCount + $0.channels * $0.height * $0.width) }
    }
}
