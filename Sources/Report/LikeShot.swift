/// A shot of the same set-up as an earlier one: a cut back to the same scene.
package struct LikeShot: Sendable, Equatable {
    /// First frame of the shot.
    package let shot: Int
    /// First frame of the first shot of the set-up.
    package let earlier: Int

    /// See the properties.
    package init(shot: Int, earlier: Int) { (self.shot, self.earlier) = (shot, earlier) }
}
