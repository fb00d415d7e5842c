internal import FFmpegShim

/// Encodes one video stream. Timestamps go in and come out in `timeBase`.
///
/// `@unchecked Sendable`: made on one thread and then used by a single stage.
final class Encoder: @unchecked Sendable {
    /// What an encoder answers when it is asked for a packet.
    enum Outcome {
        case packet
        /// It wants another frame first.
        case needsFrame
        /// It has been drained.
        case end
    }

    let context: UnsafeMutablePointer<AVCodecContext>
    let name: String
    let timeBase: Rational
    // Encoders reorder frames and (before FFmpeg 6) forget their durations, which the muxer needs for the last frame.
    private var durations: [Int64: Int64] = [:]

    /// Opens the encoder for pictures like `frame`, whose planes are not needed: its size, aspect ratio and colour
    /// tags are.
    init(
        choice: EncoderChoice, like frame: borrowing Frame, tags: ColorTags, timeBase: Rational, frameRate: Rational,
        wantsGlobalHeader: Bool, threads: Int
    ) throws(MediaError) {
        guard let context = avcodec_alloc_context3(choice.codec) else { throw Frame.outOfMemory }
        do throws(MediaError) {
            context.pointee.width = CInt(frame.width)
            context.pointee.height = CInt(frame.height)
            context.pointee.pix_fmt = choice.pixelFormat.av
            context.pointee.sample_aspect_ratio = frame.pointer.pointee.sample_aspect_ratio
            context.pointee.time_base = timeBase.av
            if frameRate.isPositive { context.pointee.framerate = frameRate.av }
            context.pointee.color_range = tags.range
            context.pointee.colorspace = tags.matrix
            context.pointee.color_primaries = tags.primaries
            context.pointee.color_trc = tags.transfer
            context.pointee.chroma_sample_location = tags.chromaLocation
            context.pointee.thread_count = CInt(threads)
            if shim_frame_is_interlaced(frame.pointer) {
                // Fields stay fields: encoded apart, and marked so that players deinterlace them.
                context.pointee.flags |= shim_codec_flags_interlaced()
                context.pointee.field_order = shim_frame_is_top_field_first(frame.pointer) ? AV_FIELD_TT : AV_FIELD_BB
            }
            if wantsGlobalHeader { context.pointee.flags |= shim_codec_flag_global_header() }
            for option in choice.options {
                let status = av_opt_set(context, option.key, option.value, AV_OPT_SEARCH_CHILDREN)
                if status < 0 {
                    let known = av_opt_find(context, option.key, nil, 0, AV_OPT_SEARCH_CHILDREN) != nil
                    throw MediaError(
                        .badOption,
                        reason: known
                            ? "\(choice.name) does not take '\(option.value)' for \(option.key)"
                            : "\(choice.name) has no option '\(option.key)'")
                }
            }
            let status = ProcessorTime.named(PipelineFlow.encodeStage) { avcodec_open2(context, choice.codec, nil) }
            try checked(status, "open the encoder \(choice.name)")
        } catch {
            var context: UnsafeMutablePointer<AVCodecContext>? = context
            avcodec_free_context(&context)
            throw error
        }
        self.context = context
        self.timeBase = timeBase
        name = choice.name
    }

    deinit {
        var context: UnsafeMutablePointer<AVCodecContext>? = self.context
        avcodec_free_context(&context)
    }

    /// Gives the encoder a frame, whose pts must be greater than the one before.
    func send(_ frame: borrowing Frame) throws(MediaError) {
        durations[frame.pointer.pointee.pts] = shim_frame_duration(frame.pointer)
        try checked(avcodec_send_frame(context, frame.pointer), "encode with \(name)")
    }

    /// Tells the encoder that no frame follows: it then gives the packets it still holds.
    func sendEnd() throws(MediaError) {
        try checked(avcodec_send_frame(context, nil), "drain the encoder \(name)")
    }

    func receive(into packet: Packet) throws(MediaError) -> Outcome {
        packet.clear()
        let status = avcodec_receive_packet(context, packet.pointer)
        if status == shim_error_again() { return .needsFrame }
        if status == shim_error_eof() { return .end }
        try checked(status, "encode with \(name)")
        if let duration = durations.removeValue(forKey: packet.pointer.pointee.pts) {
            packet.pointer.pointee.duration = duration
        }
        return .packet
    }
}
