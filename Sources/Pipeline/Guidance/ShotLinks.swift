package import Shots

/// Shots in which the references of an earlier shot count, too: cuts back to the same scene.
package struct ShotLinks: Hashable, Sendable {
    /// First frame of the earlier shot, by the first frame of the shot.
    package private(set) var earlier: [Int: Int] = [:]

    /// What a person says.
    package init(_ guidance: ColorGuidance, _ shots: ShotRanges) {
        for link in guidance.links { add(shots.shot(of: link.frame), like: shots.shot(of: link.earlier)) }
    }

    /// Links a shot to an earlier one; does nothing if it is linked already, or if the other is not earlier.
    package mutating func add(_ shot: Range<Int>, like other: Range<Int>) {
        if other.lowerBound < shot.lowerBound, earlier[shot.lowerBound] == nil {
            earlier[shot.lowerBound] = other.lowerBound
        }
    }
}
