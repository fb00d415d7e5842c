/// The pixel format and tags to give a frame, by the source frame that it is made from. A value: the stage that needs
/// it does not ask the writer.
package struct FrameTarget: Sendable {
    /// Throws `MediaError` if there is no such format.
    package let output: @Sendable (FrameTicket) throws(MediaError) -> (format: PixelFormat, tags: ColorTags)

    /// Where frames differ.
    package init(
        _ output: @escaping @Sendable (FrameTicket) throws(MediaError) -> (format: PixelFormat, tags: ColorTags)
    ) {
        self.output = output
    }

    /// The same for all frames.
    package init(format: PixelFormat, tags: ColorTags) {
        output = { _ throws(MediaError) in (format, tags) }
    }
}
