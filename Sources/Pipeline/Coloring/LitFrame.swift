internal import Color
internal import Media

/// A frame with all that its picture is made of.
struct LitFrame: ~Copyable, FramePayload {
    /// The source frame, without its planes unless it has alpha.
    let properties: Frame
    let content: Content
    let byteCount: Int

    enum Content: ~Copyable {
        /// L*, 0…100, at full size, and the output as in `PredictedFrame`.
        case colored(lightness: PlaneBuffer, output: PlaneBuffer, FrameTreatment)
        /// The picture that it came with.
        case kept(PlanarPicture)
    }

    init(
        _ properties: consuming Frame, lightness: consuming PlaneBuffer, output: consuming PlaneBuffer,
        _ treatment: FrameTreatment
    ) {
        byteCount = properties.byteCount + lightness.byteCount + output.byteCount
        self.properties = properties
        content = .colored(lightness: lightness, output: output, treatment)
    }

    init(_ properties: consuming Frame, kept picture: consuming PlanarPicture) {
        byteCount = properties.byteCount + picture.frame.byteCount
        self.properties = properties
        content = .kept(picture)
    }
}
