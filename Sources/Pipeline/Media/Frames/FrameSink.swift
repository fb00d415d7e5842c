/// Where frames go. Made on one thread and handed to the encode stage.
package protocol FrameSink: AnyObject {
    /// Writes the next frame, which is as the sink's `FrameTarget` says.
    func write(_ frame: consuming TicketedFrame<Frame>) throws
    /// Bytes of the pictures that have been written so far. An encoder holds some frames back.
    var byteCount: Int { get }
    /// Completes the output. Without this call nothing gets its final name.
    func finish() throws
}
