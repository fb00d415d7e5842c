import PixelKernels

/// Brings together what the key frames of a shot say of the same things.
enum KeyAgreement {
    private static let nodes = STEADY_NODES * STEADY_NODES
    /// Likeness from which on a vote begins to count, and over which it gains its full weight.
    private static let leastLikeness: Float = 0.3, fullLikeness: Float = 0.6
    /// The distance in ab beyond which colours are different ones.
    private static let sameColor: Float = 12
    /// Where colours near grey disagree, their mean does not get theirs wholly.
    private static let mostGain: Float = 1.5
    /// However unsure a network is, it counts a little.
    private static let leastCertainty: Float = 1e-3

    /// What another key says.
    struct Vote {
        /// a, b, certainty (0…1) and likeness (1: the same), planes of nodes.
        let said: [Float]
        /// Beside the others', where certainty and likeness are full.
        let weight: Float

        init(_ said: [Float], weight: Float) { (self.said, self.weight) = (said, weight) }
    }

    /// a, then b, in nodes.
    ///
    /// - Parameters:
    ///   - own: the key's own a and b, and their certainty.
    ///   - votes: of others; its own weight is 1 where the certainty is full.
    static func colors(_ own: [Float], votes: [Vote]) -> [Float] {
        var result = Array(own[..<(2 * nodes)])
        var voters: [(a: Float, b: Float, weight: Float)] = []
        voters.reserveCapacity(votes.count + 1)
        for node in 0..<nodes {
            voters.removeAll(keepingCapacity: true)
            voters.append((own[node], own[nodes + node], max(own[2 * nodes + node], leastCertainty)))
            for vote in votes {
                let share = (vote.said[3 * nodes + node] - leastLikeness) / (fullLikeness - leastLikeness)
                guard share > 0 else { continue }
                let weight = vote.weight * min(1, share) * max(vote.said[2 * nodes + node], leastCertainty)
                voters.append((vote.said[node], vote.said[nodes + node], weight))
            }
            let color = agreed(voters)
            (result[node], result[nodes + node]) = (color.a, color.b)
        }
        return result
    }

    /// The mean of the voters around that one which most others are near, as far from grey as these are: opposite
    /// colours never give grey.
    private static func agreed(_ voters: [(a: Float, b: Float, weight: Float)]) -> (a: Float, b: Float) {
        let limit = sameColor * sameColor
        func distance(_ one: Int, _ other: Int) -> Float {
            let (da, db) = (voters[one].a - voters[other].a, voters[one].b - voters[other].b)
            return da * da + db * db
        }
        var best = (voter: 0, cost: Float.infinity)
        for voter in voters.indices {
            var cost: Float = 0
            for other in voters.indices { cost += voters[other].weight * min(1, distance(voter, other) / limit) }
            if cost < best.cost { best = (voter, cost) }
        }
        var (a, b, chroma, weights): (Float, Float, Float, Float) = (0, 0, 0, 0)
        for voter in voters.indices {
            let rest = max(0, 1 - distance(best.voter, voter) / (2 * limit))
            let weight = voters[voter].weight * rest * rest
            a += weight * voters[voter].a
            b += weight * voters[voter].b
            chroma += weight * (voters[voter].a * voters[voter].a + voters[voter].b * voters[voter].b).squareRoot()
            weights += weight
        }
        guard weights > 0 else { return (voters[best.voter].a, voters[best.voter].b) }
        let length = (a * a + b * b).squareRoot()
        let gain = min(chroma / max(length, 1e-6), mostGain)
        return (gain * (a / weights), gain * (b / weights))
    }
}
