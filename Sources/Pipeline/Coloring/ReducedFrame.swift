package import Color
internal import Media

/// A frame with what the network sees of it. The picture is kept as it was decoded, which takes less memory than its
/// lightness at full size, while it waits for its colour.
package struct ReducedFrame: ~Copyable, FramePayload {
    /// The source frame, without its planes unless it has alpha.
    let properties: Frame
    let picture: PlanarPicture
    /// What the network reads, as `NetworkInput` lays it out: L* first.
    package let input: PlaneBuffer

    /// Only what the network reads.
    package consuming func takeInput() -> PlaneBuffer { input }

    package var byteCount: Int { properties.byteCount + picture.frame.byteCount + input.byteCount }
}
