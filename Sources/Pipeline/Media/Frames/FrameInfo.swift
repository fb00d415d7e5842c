package import Flow

/// What every stage hands on about a frame.
package struct FrameInfo: Sendable {
    /// Number in the film or the folder, from 0; in a part of a film that was asked for by time, from its first frame,
    /// so that context before it has negative numbers.
    package let index: Int
    /// When the frame is shown and for how long, in the source's time base; pictures count their places.
    package let pts: Int64
    package let duration: Int64
    /// The file a picture came from; nil for a film's frame.
    package let name: String?
    /// Pixel format and colour tags of the source frame.
    package let format: PixelFormat
    package let tags: ColorTags
    /// What the file of a picture says; nil for a film's frame.
    package var picture: PictureDetails?
    /// The frame was read only to steady its neighbours and is never written.
    package var isContext = false
    /// Whether the source frame has alpha worth keeping.
    package var hasAlpha = false

    /// See the properties.
    package init(
        index: Int, pts: Int64, duration: Int64, name: String?, format: PixelFormat, tags: ColorTags,
        picture: PictureDetails? = nil, isContext: Bool = false, hasAlpha: Bool = false
    ) {
        self.index = index
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

/// A frame on its way through the stages.
package protocol FrameElement: ~Copyable, QueueElement {
    var info: FrameInfo { get }
}

extension FrameElement where Self: ~Copyable {
    package var place: StagePlace { StagePlace(number: info.index, name: info.name) }
}
