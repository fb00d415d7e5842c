internal import FFmpegShim

/// One compressed packet of one stream. Owns its AVPacket.
package final class Packet {
    let pointer: UnsafeMutablePointer<AVPacket>

    init() throws(MediaError) {
        guard let pointer = av_packet_alloc() else {
            throw MediaError(operation: "allocate a packet", status: shim_error_from_errno(ENOMEM))
        }
        self.pointer = pointer
    }

    deinit {
        var pointer: UnsafeMutablePointer<AVPacket>? = self.pointer
        av_packet_free(&pointer)
    }

    /// Index of the stream the packet belongs to, in its demuxer or muxer.
    var streamIndex: Int { Int(pointer.pointee.stream_index) }

    /// Bytes of its contents.
    var byteCount: Int { Int(pointer.pointee.size) }

    /// When the packet's contents end, in its stream's time base; nil if it has no timestamp.
    var endTimestamp: Int64? {
        guard let start = startTimestamp else { return nil }
        let (end, overflows) = start.addingReportingOverflow(max(0, pointer.pointee.duration))
        return overflows ? nil : end
    }

    /// When the packet is to be decoded, or else shown, in its stream's time base; nil if it does not say.
    var decodingTimestamp: Int64? {
        let packet = pointer.pointee
        let time = packet.dts != shim_no_timestamp() ? packet.dts : packet.pts
        return time == shim_no_timestamp() ? nil : time
    }

    /// Whether the packet says when it is to be decoded.
    var isDecodingTimeKnown: Bool { pointer.pointee.dts != shim_no_timestamp() }

    /// Whether decoding can begin with the packet.
    var isKey: Bool { pointer.pointee.flags & AV_PKT_FLAG_KEY != 0 }

    /// When the packet's contents are shown, in its stream's time base; nil if it does not say.
    var presentationTimestamp: Int64? {
        let time = pointer.pointee.pts
        return time == shim_no_timestamp() ? nil : time
    }

    /// Whether the decoder gives nothing of the packet: an edit list cuts it off.
    var isDiscarded: Bool { pointer.pointee.flags & AV_PKT_FLAG_DISCARD != 0 }

    /// When the packet's contents are shown or heard first, in its stream's time base; nil if it does not say.
    var startTimestamp: Int64? {
        let packet = pointer.pointee
        let time = packet.pts != shim_no_timestamp() ? packet.pts : packet.dts
        return time == shim_no_timestamp() ? nil : time
    }

    /// That, in seconds.
    package func startSeconds(in timeBase: Rational) -> Double? { startTimestamp.map { Double($0) * timeBase.value } }

    /// Adds `ticks` to the packet's times.
    func move(by ticks: Int64) {
        if pointer.pointee.pts != shim_no_timestamp() { pointer.pointee.pts &+= ticks }
        if pointer.pointee.dts != shim_no_timestamp() { pointer.pointee.dts &+= ticks }
    }

    /// A packet with this one's contents, which is left empty.
    func taken() throws(MediaError) -> Packet {
        let copy = try Packet()
        av_packet_move_ref(copy.pointer, pointer)
        return copy
    }

    /// Forgets the contents so that the packet can be filled again.
    func clear() { av_packet_unref(pointer) }
}
