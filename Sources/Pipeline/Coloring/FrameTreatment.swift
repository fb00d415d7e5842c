/// What is to become of a frame's colours when they are joined with its lightness.
struct FrameTreatment: Sendable {
    /// Where they come from.
    var source = ChromaSource.network
    /// Whether colours outside sRGB keep their hue.
    var keepsHue = false
    /// Whether the frame keeps the colours that it came with.
    var isKept = false

    /// The frame's own colours.
    static let kept = FrameTreatment(isKept: true)
}
