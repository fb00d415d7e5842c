/// What goes with a frame through all stages.
package struct FrameTicket: Sendable {
    /// Place in the film or the folder, from 0; in a part of a film that was asked for by time, from its first frame,
    /// so that context before it has negative numbers.
    package let number: Int
    /// When the frame is shown, in the source's time base; stills count their places.
    package let pts: Int64
    /// How long it is shown, in the source's time base.
    package let duration: Int64
    /// The file that a still came from; nil for a film's frame.
    package let name: String?
    /// Pixel format of the source frame.
    package let format: PixelFormat
    /// Colour tags of the source frame.
    package let tags: ColorTags
    /// What the file of a still says; nil for a film's frame.
    package var picture: PictureDetails?
    /// Whether the frame was read only to steady its neighbours and is never written.
    package var isContext = false
    /// Whether the source frame has alpha worth keeping.
    package var hasAlpha = false

    /// See the properties.
    package init(
        number: Int, pts: Int64, duration: Int64, name: String?, format: PixelFormat, tags: ColorTags,
        picture: PictureDetails? = nil, isContext: Bool = false, hasAlpha: Bool = false
    ) {
        self.number = number
        self.pts = pts
        self.duration = duration
        self.name = name
        self.format = format
        self.tags = tags
        self.picture = picture
        self.isContext = isContext
        self.hasAlpha = hasAlpha
    }
}
