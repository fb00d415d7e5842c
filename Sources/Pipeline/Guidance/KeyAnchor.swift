internal import Shots

/// What is left of a key frame for others to agree with: what its things look like, and their colours.
package struct KeyAnchor: Sendable {
    /// The frame's number.
    let number: Int
    /// What its things are found by anywhere in other frames.
    let nodes: NodeSight
    /// a, b and how sure the network was of them, in nodes.
    var colors: [Float]
    /// What frames at the same place are laid over.
    let small: SmallCopy
    /// A reference for these, in cells: CARRY_PLANES planes, with full authority.
    var planes: [Float]
}
