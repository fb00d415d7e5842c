import PixelKernels

/// Brings together what the key frames of a shot say of the same things.
enum KeyAgreement {
    private static let nodes = STEADY_NODES * STEADY_NODES
    /// Likeness from which on a vote begins to count, and over which it gains its full weight.
    private static let leastLikeness: Float = 0.3, fullLikeness: Float = 0.6
    /// The distance in ab beyond which colours are different ones.
    private static let sameColor: Float = 12

    /// a, then b, in nodes.
    ///
    /// - Parameters:
    ///   - own: the key's own a and b.
    ///   - votes: a, b and likeness, in nodes, of each of the others.
    static func colors(_ own: [Float], votes: [[Float]]) -> [Float] {
        var result = own
        var voters: [(a: Float, b: Float, weight: Float)] = []
        voters.reserveCapacity(votes.count + 1)
        for node in 0..<nodes {
            voters.removeAll(keepingCapacity: true)
            voters.append((own[node], own[nodes + node], 1))
            for vote in votes {
                let weight = (vote[2 * nodes + node] - leastLikeness) / (fullLikeness - leastLikeness)
                if weight > 0 { voters.append((vote[node], vote[nodes + node], min(1, weight))) }
            }
            let color = agreed(voters)
            (result[node], result[nodes + node]) = (color.a, color.b)
        }
        return result
    }

    /// The mean of the voters around that one which most others are near: opposite colours never give grey.
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
        var (a, b, weights): (Float, Float, Float) = (0, 0, 0)
        for voter in voters.indices {
            let rest = max(0, 1 - distance(best.voter, voter) / (2 * limit))
            let weight = voters[voter].weight * rest * rest
            a += weight * voters[voter].a
            b += weight * voters[voter].b
            weights += weight
        }
        return weights > 0 ? (a / weights, b / weights) : (voters[best.voter].a, voters[best.voter].b)
    }
}
