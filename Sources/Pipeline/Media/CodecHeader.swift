internal import FFmpegShim

/// What a decoder needs to know beforehand, where a stream says it in each packet and other containers say it once, in
/// their header: AAC of MPEG transport streams.
enum CodecHeader {
    /// What `packet` says; nil if `stream` has a header already, or none is needed. The packet stays as it is.
    static func find(in packet: Packet, of stream: StreamInfo) throws(MediaError) -> [UInt8]? {
        let parameters = stream.parameters.stream.pointee.codecpar
        guard let parameters, parameters.pointee.codec_id == AV_CODEC_ID_AAC, parameters.pointee.extradata_size == 0,
            let filter = av_bsf_get_by_name("aac_adtstoasc")
        else { return nil }
        var context: UnsafeMutablePointer<AVBSFContext>?
        try checked(av_bsf_alloc(filter, &context), "allocate a filter")
        defer { av_bsf_free(&context) }
        guard let context else { throw Frame.outOfMemory }
        try checked(avcodec_parameters_copy(context.pointee.par_in, parameters), "copy codec parameters")
        context.pointee.time_base_in = stream.timeBase.av
        let copy = try Packet()
        try checked(av_packet_ref(copy.pointer, packet.pointer), "refer to a packet")
        // A damaged packet says nothing; what follows may.
        guard av_bsf_init(context) >= 0, av_bsf_send_packet(context, copy.pointer) >= 0,
            av_bsf_receive_packet(context, copy.pointer) >= 0
        else { return nil }
        var size = 0
        guard let data = av_packet_get_side_data(copy.pointer, AV_PKT_DATA_NEW_EXTRADATA, &size), size > 0 else {
            return nil
        }
        return Array(UnsafeBufferPointer(start: data, count: size))
    }
}
