/// A finished frame in the encoder's pixel format.
package struct ColoredFrame: ~Copyable, FrameElement {
    package let info: FrameInfo
    package let frame: Frame

    /// See the properties.
    package init(info: FrameInfo, frame: consuming Frame) {
        self.info = info
        self.frame = frame
    }

    package var byteCount: Int { frame.byteCount }
}
