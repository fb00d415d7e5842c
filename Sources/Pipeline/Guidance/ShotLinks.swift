package import Shots

/// Shots in which the references of an earlier shot count, too: cuts back to the same scene.
package struct ShotLinks: Hashable, Sendable {
    /// First frame of the earlier shot, by the first frame of the shot, which is always behind it.
    package private(set) var earlier: [Int: Int] = [:]

    /// What a person says, and what was found by itself: first frame of the earlier shot, by that of the shot.
    package init(_ guidance: ColorGuidance, _ shots: ShotRanges, recalled: [Int: Int] = [:]) {
        for link in guidance.links { add(shots.shot(of: link.frame), like: shots.shot(of: link.earlier)) }
        earlier.merge(recalled.filter { $0.value < $0.key }) { persons, _ in persons }
    }

    /// Links a shot to an earlier one; does nothing if it is linked already, or if the other is not earlier.
    package mutating func add(_ shot: Range<Int>, like other: Range<Int>) {
        if other.lowerBound < shot.lowerBound, earlier[shot.lowerBound] == nil {
            earlier[shot.lowerBound] = other.lowerBound
        }
    }
}
