internal import FFmpegShim

/// What a decoder needs to know beforehand, where a stream says it in each packet and other containers say it once, in
/// their header: AAC of MPEG transport streams.
enum CodecHeader {
    /// Whether `stream` says in its packets only what other containers say in their header.
    static func isInPackets(of stream: StreamInfo) -> Bool {
        let parameters = stream.parameters.stream.pointee.codecpar.pointee
        return parameters.codec_id == AV_CODEC_ID_AAC && parameters.extradata_size == 0
    }

    /// What takes it out of the packets, for a container that says it in its header.
    static func filter(for stream: StreamInfo) throws(MediaError) -> BitstreamFilter? {
        try BitstreamFilter("aac_adtstoasc", for: stream)
    }

    /// What `packet` says; nil if `stream` has a header already, none is needed, or the packet is damaged. The packet
    /// stays as it is.
    static func find(in packet: Packet, of stream: StreamInfo) throws(MediaError) -> [UInt8]? {
        guard isInPackets(of: stream), let filter = try filter(for: stream) else { return nil }
        let copy = try Packet()
        try checked(av_packet_ref(copy.pointer, packet.pointer), "refer to a packet")
        guard filter.apply(to: copy) else { return nil }
        var size = 0
        guard let data = av_packet_get_side_data(copy.pointer, AV_PKT_DATA_NEW_EXTRADATA, &size), size > 0 else {
            return nil
        }
        return Array(UnsafeBufferPointer(start: data, count: size))
    }
}
