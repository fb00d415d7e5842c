/// What is to become of a frame's colours when they are joined with its lightness.
struct FrameTreatment: Sendable {
    /// Whether the network's output is a and b of references instead, each of the size of the network's input.
    var isGuided = false
    /// Whether colours outside sRGB keep their hue.
    var keepsHue = false
    /// Whether the frame keeps the colours that it came with.
    var isKept = false

    /// The frame's own colours.
    static let kept = FrameTreatment(isKept: true)
}
