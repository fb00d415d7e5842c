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
        /// The same of the picture in a frame with black borders, with the L* of all of it.
        case bordered(whole: PlaneBuffer, lightness: PlaneBuffer, output: PlaneBuffer, FrameTreatment, PictureArea)
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

    init(
        _ properties: consuming Frame, whole: consuming PlaneBuffer, lightness: consuming PlaneBuffer,
        output: consuming PlaneBuffer, _ treatment: FrameTreatment, _ area: PictureArea
    ) {
        byteCount = properties.byteCount + whole.byteCount + lightness.byteCount + output.byteCount
        self.properties = properties
        content = .bordered(whole: whole, lightness: lightness, output: output, treatment, area)
    }

    init(_ properties: consuming Frame, kept picture: consuming PlanarPicture) {
        byteCount = properties.byteCount + picture.frame.byteCount
        self.properties = properties
        content = .kept(picture)
    }
}
