/// Where the packets of copied streams go. Used by the stage that reads them.
package protocol PacketSink: AnyObject {
    /// Takes what is in `packet`, whose times are those of the input. Throws `MediaError`.
    ///
    /// - Parameter position: how far the picture had been read when the packet came by, in seconds of the input's
    ///   times.
    func write(_ packet: Packet, position: Double) throws(MediaError)
    /// The picture has been read up to here: packets that follow have no earlier position.
    func advance(to position: Double) throws(MediaError)
    /// No packet follows.
    func end() throws(MediaError)
}

/// For outputs that hold pictures alone.
package final class DroppedPackets: PacketSink {
    package init() {}

    package func write(_ packet: Packet, position: Double) {}
    package func advance(to position: Double) {}
    package func end() {}
}
