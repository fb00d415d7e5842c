internal import FFmpegShim

/// Reads a container and hands out its packets in the order of the file.
///
/// `@unchecked Sendable`: made on one thread and then used by a single stage.
final class Demuxer: @unchecked Sendable {
    let path: String
    let streams: [StreamInfo]
    /// When the film ends by what the container's header says, in seconds of its timestamps; nil if it says nothing and
    /// FFmpeg's figure is an estimate.
    let statedEndSeconds: Double?
    private let context: UnsafeMutablePointer<AVFormatContext>
    private let cancellation: Cancellation

    /// Opens `path` and reads enough of it to know its streams. A cancelled `cancellation` makes any read return.
    init(path: String, cancellation: Cancellation) throws(MediaError) {
        guard let allocated = avformat_alloc_context() else {
            throw MediaError(operation: "open", status: shim_error_from_errno(ENOMEM), path: path)
        }
        allocated.pointee.interrupt_callback = AVIOInterruptCB(
            callback: { opaque in
                guard let opaque else { return 0 }
                return Unmanaged<Cancellation>.fromOpaque(opaque).takeUnretainedValue().isCancelled ? 1 : 0
            },
            opaque: Unmanaged.passUnretained(cancellation).toOpaque())
        var opened: UnsafeMutablePointer<AVFormatContext>? = allocated
        // On failure avformat_open_input frees the context. "file:" keeps a colon in a name from being a protocol.
        try checked(avformat_open_input(&opened, "file:\(path)", nil, nil), "open", path: path)
        guard let context = opened else {
            throw MediaError(operation: "open", status: shim_error_invalid_data(), path: path)
        }
        do throws(MediaError) {
            try checked(avformat_find_stream_info(context, nil), "find the streams", path: path)
            streams = try Demuxer.describeStreams(of: context)
        } catch {
            opened = context
            avformat_close_input(&opened)
            throw error
        }
        self.path = path
        self.cancellation = cancellation
        let duration = context.pointee.duration
        let start = context.pointee.start_time
        let isStated = context.pointee.duration_estimation_method == AVFMT_DURATION_FROM_STREAM && duration > 0
        statedEndSeconds =
            isStated ? Double((start == shim_no_timestamp() ? 0 : start) + duration) / Double(AV_TIME_BASE) : nil
        self.context = context
    }

    deinit {
        var context: UnsafeMutablePointer<AVFormatContext>? = self.context
        avformat_close_input(&context)
    }

    private static func describeStreams(
        of context: UnsafeMutablePointer<AVFormatContext>
    ) throws(MediaError) -> [StreamInfo] {
        var streams: [StreamInfo] = []
        for index in 0..<Int(context.pointee.nb_streams) {
            guard let stream = context.pointee.streams[index] else { continue }
            let parameters = stream.pointee.codecpar.pointee
            let timeBase = Rational(stream.pointee.time_base)
            let kind: StreamInfo.Kind =
                switch parameters.codec_type {
                case AVMEDIA_TYPE_VIDEO: .video
                case AVMEDIA_TYPE_AUDIO: .audio
                case AVMEDIA_TYPE_SUBTITLE: .subtitle
                case AVMEDIA_TYPE_ATTACHMENT: .attachment
                default: .data
                }
            let duration = stream.pointee.duration
            let containerDuration = context.pointee.duration
            streams.append(
                StreamInfo(
                    index: index, kind: kind,
                    codecName: String(cString: avcodec_get_name(parameters.codec_id)),
                    timeBase: timeBase,
                    durationSeconds: duration > 0
                        ? Double(duration) * timeBase.value
                        : containerDuration > 0 ? Double(containerDuration) / Double(AV_TIME_BASE) : nil,
                    frameCount: stream.pointee.nb_frames > 0 ? Int(stream.pointee.nb_frames) : nil,
                    frameRate: Rational(av_guess_frame_rate(context, stream, nil)),
                    hasConstantFrameRate: stream.pointee.avg_frame_rate.num > 0
                        && Rational(stream.pointee.avg_frame_rate) == Rational(stream.pointee.r_frame_rate),
                    isAttachedPicture: stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0,
                    parameters: try StreamParameters(copying: stream)))
        }
        return streams
    }

    /// The film's picture: the video stream FFmpeg thinks best that is not an attached picture.
    var mainVideo: StreamInfo? {
        let best = av_find_best_stream(context, AVMEDIA_TYPE_VIDEO, -1, -1, nil, 0)
        let moving = streams.filter { $0.kind == .video && !$0.isAttachedPicture }
        return moving.first { $0.index == Int(best) } ?? moving.first
    }

    /// Global metadata and chapters go to `target` as they are.
    func copyMetadata(to target: UnsafeMutablePointer<AVFormatContext>) throws(MediaError) {
        try checked(av_dict_copy(&target.pointee.metadata, context.pointee.metadata, 0), "copy metadata")
        // These describe the input's own file; the muxer writes what is true of the output.
        for key in ["major_brand", "minor_version", "compatible_brands", "encoder"] {
            av_dict_set(&target.pointee.metadata, key, nil, 0)
        }
        try checked(shim_copy_chapters(target, context), "copy chapters")
    }

    /// Reads the next packet of any stream; false at the end of the file.
    func read(into packet: Packet) throws(MediaError) -> Bool {
        packet.clear()
        let status = av_read_frame(context, packet.pointer)
        if status == shim_error_eof() { return false }
        if status < 0, cancellation.isCancelled { throw MediaError(.ffmpeg, path: path, reason: "interrupted") }
        try checked(status, "read", path: path)
        return true
    }
}
