/// What is left of a key frame for others to agree with: what its things look like, and their colours.
package struct KeyAnchor: Sendable {
    /// The frame's number.
    let number: Int
    /// a, then b, in nodes.
    var colors: [Float]
    let nodes: NodeSight
}
