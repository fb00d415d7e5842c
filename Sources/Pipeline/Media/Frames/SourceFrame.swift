/// A decoded frame.
package struct SourceFrame: ~Copyable, FrameElement {
    package let info: FrameInfo
    package let frame: Frame

    /// See the properties.
    package init(info: FrameInfo, frame: consuming Frame) {
        self.info = info
        self.frame = frame
    }

    package var byteCount: Int { frame.byteCount }

    /// The frame alone.
    package consuming func takeFrame() -> Frame { frame }
}
