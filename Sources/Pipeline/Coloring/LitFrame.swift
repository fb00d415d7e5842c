internal import Color
internal import Media

/// A frame's own lightness at full size, with its colour.
struct LitFrame: ~Copyable, FramePayload {
    /// The source frame, without its planes unless it has alpha.
    let properties: Frame
    /// L*, 0…100.
    let lightness: PlaneBuffer
    /// As in `PredictedFrame`.
    let output: PlaneBuffer
    /// As in `PredictedFrame`.
    var source = ChromaSource.network

    var byteCount: Int { properties.byteCount + lightness.byteCount + output.byteCount }
}
