internal import FFmpegShim

/// One of FFmpeg's filters of coded packets, which gives a packet for each it takes.
final class BitstreamFilter {
    private let context: UnsafeMutablePointer<AVBSFContext>

    /// nil if this FFmpeg has no filter called `name`, or if it does not take the stream.
    init?(_ name: String, for stream: StreamInfo) throws(MediaError) {
        guard let filter = av_bsf_get_by_name(name) else { return nil }
        var allocated: UnsafeMutablePointer<AVBSFContext>?
        try checked(av_bsf_alloc(filter, &allocated), "allocate a filter")
        guard let context = allocated else { throw Frame.outOfMemory }
        context.pointee.time_base_in = stream.timeBase.av
        guard avcodec_parameters_copy(context.pointee.par_in, stream.parameters.stream.pointee.codecpar) >= 0,
            av_bsf_init(context) >= 0
        else {
            av_bsf_free(&allocated)
            return nil
        }
        self.context = context
    }

    deinit {
        var context: UnsafeMutablePointer<AVBSFContext>? = self.context
        av_bsf_free(&context)
    }

    /// Replaces the packet by what the filter makes of it. False if that is nothing: then the packet is empty.
    func apply(to packet: Packet) -> Bool {
        let isTaken = av_bsf_send_packet(context, packet.pointer) >= 0
        if isTaken, av_bsf_receive_packet(context, packet.pointer) >= 0 { return true }
        packet.clear()
        return false
    }
}
