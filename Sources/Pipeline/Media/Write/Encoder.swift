internal import FFmpegShim
internal import Files
internal import Flow

/// Encodes one video stream. Timestamps go in and come out in `timeBase`.
package final class Encoder {
    /// What an encoder answers when it is asked for a packet.
    enum Outcome {
        case packet
        /// It wants another frame first.
        case needsFrame
        /// It has been drained.
        case end
    }

    let context: UnsafeMutablePointer<AVCodecContext>
    package let name: String
    /// Time base of the times that go in and come out.
    package let timeBase: Rational
    /// Whether it keeps the two fields of frames apart.
    let isInterlaced: Bool
    /// Whether closed captions of the frames go into the coded stream. libx265 has the option since FFmpeg 7, but off.
    var keepsCaptions: Bool {
        var value: Int64 = 0
        return av_opt_get_int(context, "a53cc", AV_OPT_SEARCH_CHILDREN, &value) >= 0 && value != 0
    }
    private let log: LogWatch
    /// The times of the frames, for encoders that only count them; nil for those that know times.
    private var countedTimes: CountedTimes?
    // Encoders reorder frames and (before FFmpeg 6) forget their durations, which the muxer needs for the last frame.
    private var durations: [Int64: Int64] = [:]
    private var sentCount = 0
    private var receivedCount = 0

    /// Opens the encoder for pictures like `frame`, whose planes are not needed: its size, aspect ratio and colour
    /// tags are.
    ///
    /// - Parameters:
    ///   - isInterlaced: whether the film has frames of two fields, even if `frame` is none.
    ///   - hasTopFieldFirst: whether the field with the top line is the earlier one in those.
    /// - Throws: `MediaError.badOption` if the encoder does not take the film or an option.
    init(
        choice: EncoderChoice, like frame: borrowing Frame, tags: ColorTags, timeBase: Rational, frameRate: Rational,
        isInterlaced: Bool, hasTopFieldFirst: Bool, wantsGlobalHeader: Bool, threads: Int
    ) throws(MediaError) {
        guard let context = avcodec_alloc_context3(choice.codec) else { throw Frame.outOfMemory }
        let rate = frameRate.isPositive ? frameRate : Rational(25, 1)
        do throws(MediaError) {
            log = try LogWatch(on: context, level: AV_LOG_WARNING)
            context.pointee.width = CInt(frame.width)
            context.pointee.height = CInt(frame.height)
            context.pointee.pix_fmt = choice.pixelFormat.av
            context.pointee.sample_aspect_ratio = frame.pointer.pointee.sample_aspect_ratio
            context.pointee.time_base = (choice.countsFrames ? rate.inverse : timeBase).av
            if frameRate.isPositive || choice.countsFrames { context.pointee.framerate = rate.av }
            context.pointee.color_range = tags.range
            context.pointee.colorspace = tags.matrix
            context.pointee.color_primaries = tags.primaries
            context.pointee.color_trc = tags.transfer
            context.pointee.chroma_sample_location = tags.chromaLocation
            context.pointee.thread_count = CInt(threads)
            if isInterlaced {
                // Fields stay fields: encoded apart, and marked so that players deinterlace them.
                context.pointee.flags |= shim_codec_flags_interlaced()
                context.pointee.field_order = hasTopFieldFirst ? AV_FIELD_TT : AV_FIELD_BB
            }
            if wantsGlobalHeader { context.pointee.flags |= shim_codec_flag_global_header() }
            try Encoder.set(choice.options, on: context, of: choice.name)
            let status = ProcessorTime.named(CodecThreads.encode) { avcodec_open2(context, choice.codec, nil) }
            try Encoder.checkOpened(status, choice: choice, complaints: log.take()?.lines ?? [])
        } catch {
            var context: UnsafeMutablePointer<AVCodecContext>? = context
            avcodec_free_context(&context)
            throw error
        }
        self.context = context
        self.timeBase = timeBase
        self.isInterlaced = isInterlaced
        name = choice.name
        countedTimes = choice.countsFrames ? CountedTimes() : nil
    }

    deinit {
        var context: UnsafeMutablePointer<AVCodecContext>? = self.context
        avcodec_free_context(&context)
    }

    private static func set(
        _ options: [(key: String, value: String)], on context: UnsafeMutablePointer<AVCodecContext>, of encoder: String
    ) throws(MediaError) {
        for option in options {
            let status = av_opt_set(context, option.key, option.value, AV_OPT_SEARCH_CHILDREN)
            guard status < 0 else { continue }
            let isKnown = av_opt_find(context, option.key, nil, 0, AV_OPT_SEARCH_CHILDREN) != nil
            throw MediaError(
                .badOption,
                reason: isKnown
                    ? "\(encoder) does not take '\(option.value)' for \(option.key)"
                    : "\(encoder) has no option '\(option.key)'")
        }
    }

    /// Throws if the encoder could not be opened, or if its library ignores an option, which it only logs.
    private static func checkOpened(
        _ status: CInt, choice: EncoderChoice, complaints: [String]
    ) throws(MediaError) {
        if status < 0 {
            let error = MediaError(operation: "open the encoder \(choice.name)", status: status)
            let isRefusal = ![shim_error_from_errno(ENOMEM), shim_error_from_errno(EIO)].contains(status)
            guard isRefusal else { throw error }
            throw MediaError(.badOption, reason: error.reason, advice: choice.otherCodecs)
        }
        guard choice.options.contains(where: { $0.key.hasSuffix("-params") || $0.key.hasSuffix("opts") }) else {
            return
        }
        let words = ["Error parsing option", "Unknown option", "Invalid value", "bad option", "Failed to set"]
        if let line = complaints.first(where: { line in words.contains { line.contains($0) } }) {
            throw MediaError(.badOption, reason: "\(choice.name) does not take an option: \(line)")
        }
    }

    /// Gives the encoder a frame, whose pts must be greater than the one before.
    func send(_ frame: borrowing Frame) throws(MediaError) {
        let duration = shim_frame_duration(frame.pointer)
        if countedTimes != nil {
            frame.pointer.pointee.pts = countedTimes?.add(pts: frame.pointer.pointee.pts, duration: duration) ?? 0
            shim_frame_set_duration(frame.pointer, 1)
        } else {
            durations[frame.pointer.pointee.pts] = duration
        }
        sentCount += 1
        try checked(avcodec_send_frame(context, frame.pointer), "encode with \(name)")
    }

    /// Tells the encoder that no frame follows: it then gives the packets it still holds.
    func sendEnd() throws(MediaError) {
        try checked(avcodec_send_frame(context, nil), "drain the encoder \(name)")
    }

    /// - Throws: `MediaError`, also if the encoder ends and has given fewer packets than it was sent frames.
    func receive(into packet: Packet) throws(MediaError) -> Outcome {
        packet.clear()
        let status = avcodec_receive_packet(context, packet.pointer)
        if status == shim_error_again() { return .needsFrame }
        if status == shim_error_eof() {
            guard receivedCount >= sentCount else {
                throw MediaError(
                    .ffmpeg, reason: "the encoder \(name) kept only \(receivedCount) of \(sentCount) frames")
            }
            return .end
        }
        try checked(status, "encode with \(name)")
        receivedCount += 1
        if countedTimes != nil {
            countedTimes?.restore(packet)
        } else if let duration = durations.removeValue(forKey: packet.pointer.pointee.pts) {
            packet.pointer.pointee.duration = duration
        }
        return .packet
    }
}
