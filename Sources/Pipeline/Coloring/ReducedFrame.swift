package import Color
package import Media

/// A frame with what the network sees of it.
package struct ReducedFrame: ~Copyable, FrameElement {
    package let info: FrameInfo
    /// The source frame, without its planes unless it has alpha.
    let properties: Frame
    let picture: PlanarPicture
    package let networkLightness: PlaneBuffer

    package var byteCount: Int { properties.byteCount + picture.frame.byteCount + networkLightness.byteCount }

    /// The same frame with its colour.
    consuming func predicted(ab: consuming PlaneBuffer) -> PredictedFrame {
        PredictedFrame(
            info: info, properties: properties, picture: picture, networkLightness: networkLightness, ab: ab)
    }
}
