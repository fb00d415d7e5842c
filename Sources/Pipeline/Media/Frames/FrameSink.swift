/// Where frames go. Made on one thread and then used by the encode stage alone.
package protocol FrameSink: AnyObject, Sendable {
    /// The pixel format and tags of the picture to make from this source frame.
    func output(for source: FrameInfo) throws -> (format: PixelFormat, tags: ColorTags)
    func write(_ frame: consuming ColoredFrame) throws
    /// Completes the output. Without this call nothing gets its final name.
    func finish() throws
}
