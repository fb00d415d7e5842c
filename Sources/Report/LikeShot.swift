/// A shot of the same set-up as an earlier one: a cut back to the same scene.
package struct LikeShot: Sendable, Equatable {
    /// First frame of the shot.
    package let shot: Int
    /// First frame of the first shot of the set-up.
    package let earlier: Int

    /// See the properties.
    package init(shot: Int, earlier: Int) { (self.shot, self.earlier) = (shot, earlier) }
}

extension [LikeShot] {
    /// In order.
    ///
    /// - Parameter links: first frames of earlier shots, by first frames of shots.
    package init(_ links: [Int: Int]) {
        self = links.sorted { $0.key < $1.key }.map { LikeShot(shot: $0.key, earlier: $0.value) }
    }
}

extension Reporter {
    /// Reports shots that were found to be like earlier ones, if there are any.
    package func report(_ shots: [LikeShot]) {
        if !shots.isEmpty { report(.shotsRecalled(shots)) }
    }
}
