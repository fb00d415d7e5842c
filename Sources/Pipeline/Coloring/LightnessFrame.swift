internal import Color
internal import Media

/// A frame's own lightness at full size with its colour.
struct LightnessFrame: ~Copyable, FrameElement {
    let info: FrameInfo
    /// The source frame, without its planes unless it has alpha.
    let properties: Frame
    let lightness: PlaneBuffer
    /// Plane a above plane b, at the network's resolution.
    let ab: PlaneBuffer

    var byteCount: Int { properties.byteCount + lightness.byteCount + ab.byteCount }
}
