internal import FFmpegShim
internal import Files
internal import Flow

/// Decodes one video stream.
final class Decoder {
    /// What a decoder answers when it is asked for a frame.
    enum Outcome: ~Copyable {
        case frame(Frame)
        /// It wants another packet first.
        case needsPacket
        /// It has been drained.
        case end
        /// It could make nothing of some data; what follows may be fine.
        case damage(MediaError)
    }

    private let context: UnsafeMutablePointer<AVCodecContext>
    private let path: String
    private let log: LogWatch

    /// A film whose frames have more than `mostPixels` is refused, or given up when they become so large. `threads` 0
    /// means one a core. Hastily: frames that no other needs are left out and blocks keep their edges, for a look at a
    /// film, not for its colouring.
    init(
        stream: StreamInfo, path: String, mostPixels: Int = PictureLimit.usualPixels, threads: Int,
        isHasty: Bool = false
    ) throws(MediaError) {
        guard let parameters = stream.parameters.stream.pointee.codecpar else { throw Frame.outOfMemory }
        try PictureLimit.check(
            width: Int(max(0, parameters.pointee.width)), height: Int(max(0, parameters.pointee.height)),
            mostPixels: mostPixels, path: path)
        let alphaDecoder = parameters.pointee.codec_id == AV_CODEC_ID_VP8 ? "libvpx" : "libvpx-vp9"
        let withAlpha = stream.hasSeparateAlpha ? avcodec_find_decoder_by_name(alphaDecoder) : nil
        guard let codec = withAlpha ?? avcodec_find_decoder(parameters.pointee.codec_id) else {
            throw MediaError(.unsupported, path: path, reason: "no decoder for \(stream.codecName) in this FFmpeg")
        }
        guard let context = avcodec_alloc_context3(codec) else { throw Frame.outOfMemory }
        do throws(MediaError) {
            log = try LogWatch(on: context, level: AV_LOG_ERROR)
            try checked(avcodec_parameters_to_context(context, parameters), "set up the decoder", path: path)
            context.pointee.max_pixels = Int64(mostPixels)
            context.pointee.pkt_timebase = stream.timeBase.av
            context.pointee.thread_count = CInt(threads)
            if isHasty {
                context.pointee.skip_frame = AVDISCARD_NONREF
                context.pointee.skip_loop_filter = AVDISCARD_ALL
            }
            // A frame that is partly guessed keeps its place; leaving it out would be a gap. Such frames are counted.
            context.pointee.flags |= shim_codec_flag_output_corrupt()
            let status = ProcessorTime.named(CodecThreads.decode) { avcodec_open2(context, codec, nil) }
            try checked(status, "open the \(stream.codecName) decoder", path: path)
        } catch {
            var context: UnsafeMutablePointer<AVCodecContext>? = context
            avcodec_free_context(&context)
            throw error
        }
        self.context = context
        self.path = path
    }

    deinit {
        var context: UnsafeMutablePointer<AVCodecContext>? = self.context
        avcodec_free_context(&context)
    }

    /// Gives the decoder a packet. `receive` must have answered `.needsPacket` before. Gives the error if the decoder
    /// could make nothing of the packet; what follows may be fine.
    func send(_ packet: Packet) throws(MediaError) -> MediaError? {
        try damage(avcodec_send_packet(context, packet.pointer))
    }

    /// One bad packet does not end an eight-hour job: what is wrong with the data is a value, all else is thrown.
    private func damage(_ status: CInt) throws(MediaError) -> MediaError? {
        if status >= 0 { return nil }
        let error = MediaError(operation: "decode", status: status, path: path)
        if status == shim_error_from_errno(ENOMEM) { throw error }
        return error
    }

    /// Tells the decoder that no packet follows: it then gives the frames it still holds. With frame threads this is
    /// where what is wrong with the last packets may show; the decoder drains all the same.
    func sendEnd() throws(MediaError) -> MediaError? {
        let status = avcodec_send_packet(context, nil)
        return status == shim_error_eof() ? nil : try damage(status)
    }

    /// The first of the errors that the decoder has logged since the last call, and how many there were; nil if none.
    /// With several threads they may be of frames that are still to come.
    func takeReports() -> (count: Int, first: String)? {
        guard let log = log.take() else { return nil }
        // Some call their warnings so, but log them as errors.
        let errors = log.lines.filter { !$0.hasPrefix("warning:") }
        return errors.first.map { (log.count - log.lines.count + errors.count, $0) }
    }

    func receive() throws(MediaError) -> Outcome {
        let frame = try Frame()
        let status = avcodec_receive_frame(context, frame.pointer)
        if status == shim_error_again() { return .needsPacket }
        if status == shim_error_eof() { return .end }
        if let error = try damage(status) { return .damage(error) }
        return .frame(frame)
    }
}
