internal import Color
internal import Media

/// A frame with the colour the network gave it.
struct PredictedFrame: ~Copyable, FrameElement {
    let info: FrameInfo
    /// The source frame, without its planes unless it has alpha.
    let properties: Frame
    let picture: PlanarPicture
    /// What the network saw.
    let networkLightness: PlaneBuffer
    /// Plane a above plane b, at the network's resolution.
    let ab: PlaneBuffer

    var byteCount: Int {
        properties.byteCount + picture.frame.byteCount + networkLightness.byteCount + ab.byteCount
    }

    /// The same frame with its full-size lightness instead of the decoder's samples.
    consuming func lit(_ lightness: consuming PlaneBuffer) -> LightnessFrame {
        LightnessFrame(info: info, properties: properties, lightness: lightness, ab: ab)
    }
}
