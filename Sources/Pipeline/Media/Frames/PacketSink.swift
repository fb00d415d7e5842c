/// Where the packets of copied streams go. Used by the stage that reads them.
package protocol PacketSink: AnyObject {
    /// Takes what is in `packet`, whose times are those of the input. Throws `MediaError`.
    func write(_ packet: Packet) throws(MediaError)
}

/// For outputs that hold pictures alone.
package final class DroppedPackets: PacketSink {
    package init() {}

    package func write(_ packet: Packet) {}
}
