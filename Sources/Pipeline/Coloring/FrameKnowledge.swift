internal import Color
package import Net

/// How well the colours of a frame are known.
package struct FrameKnowledge: Sendable {
    package let number: Int
    /// The first frame of its shot.
    package let shot: Int
    /// Mean probability that the network gives to the likeliest colour, 0…1; nil for a network that tells none.
    package let certainty: Double?
    /// Mean share of the frame that the motion has brought from references, 0…1; nil where no reference reaches.
    package let covered: Double?

    /// See the properties.
    package init(number: Int, shot: Int, certainty: Double?, covered: Double?) {
        (self.number, self.shot, self.certainty, self.covered) = (number, shot, certainty, covered)
    }
}

extension NetworkOutput {
    /// The mean of the certainty in what the network gave; nil if it gives none.
    package func meanCertainty(_ values: UnsafeBufferPointer<Float>) -> Double? {
        guard let certainty else { return nil }
        return Double(values[certainty].reduce(0, +)) / Double(certainty.count)
    }
}
