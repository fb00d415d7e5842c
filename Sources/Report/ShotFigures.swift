/// How well the colours of a shot are known.
package struct ShotFigures: Sendable, Equatable {
    /// The number of its first frame.
    package let first: Int
    /// Frames of it that were coloured.
    package let frames: Int
    /// Mean probability that the network gives to the likeliest colour, 0…1; nil for a network that tells none.
    package let certainty: Double?
    /// Mean share of these frames that is covered by no reference, 0…1; nil for a shot without references.
    package let uncovered: Double?

    /// See the properties.
    package init(first: Int, frames: Int, certainty: Double?, uncovered: Double?) {
        (self.first, self.frames, self.certainty, self.uncovered) = (first, frames, certainty, uncovered)
    }
}
