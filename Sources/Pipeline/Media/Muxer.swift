internal import FFmpegShim

/// Writes a container. Packets may come from several threads; FFmpeg puts them in the order of their timestamps.
///
/// `@unchecked Sendable`: after `start`, the context is used with `isOpen` locked only; before and after, by one thread.
final class Muxer: @unchecked Sendable {
    private let path: String
    private let container: OutputContainer
    private let context: UnsafeMutablePointer<AVFormatContext>
    /// Whether the header has been written and the trailer has not: then packets may be written, by one thread at a time.
    private let isOpen = Guarded(false)
    /// The last packet's time of each stream, and when that packet ends; touched with `isOpen` locked only.
    private var clocks: [Int: (dts: Int64, end: Int64)] = [:]

    /// Whether the bytes go to standard output, which FFmpeg opens itself.
    private let isPipe: Bool

    /// Writes to the file that is open as `descriptor`, of which the caller remains the owner, and which can be read at
    /// `writingPath`; without a descriptor, to standard output.
    init(container: OutputContainer, descriptor: CInt?, writingPath: String) throws(MediaError) {
        isPipe = descriptor == nil
        path = isPipe ? "standard output" : container.path
        self.container = container
        var allocated: UnsafeMutablePointer<AVFormatContext>?
        try checked(
            avformat_alloc_output_context2(&allocated, container.format, nil, writingPath), "set up the output",
            path: path)
        guard let context = allocated else { throw Frame.outOfMemory }
        // What is widely understood but in no standard (stereo and spherical video in MP4, deep pictures in YUV4MPEG) is
        // better kept.
        context.pointee.strict_std_compliance = FF_COMPLIANCE_UNOFFICIAL
        let status =
            descriptor.map { shim_output_open(&context.pointee.pb, $0) }
            ?? avio_open(&context.pointee.pb, "pipe:1", AVIO_FLAG_WRITE)
        if status < 0 {
            avformat_free_context(context)
            throw MediaError(operation: "create the file", status: status, path: path)
        }
        self.context = context
    }

    deinit {
        if isPipe { avio_closep(&context.pointee.pb) } else { shim_output_destroy(&context.pointee.pb) }
        avformat_free_context(context)
    }

    /// Adds the stream that `encoder` makes, described as the input stream `source` is; gives its index.
    func addVideo(from encoder: Encoder, source: StreamInfo) throws(MediaError) -> Int {
        let original = source.parameters.stream
        let stream = try newStream(of: encoder)
        try StreamParameters.copyDescription(from: original, to: stream)
        // What described the coded stream of the input is not true of ours.
        for key in ["encoder", "BPS", "NUMBER_OF_BYTES", "_STATISTICS_TAGS"] {
            av_dict_set(&stream.pointee.metadata, key, nil, 0)
        }
        try checked(shim_stream_copy_side_data(stream, original), "copy stream side data")
        stream.pointee.sample_aspect_ratio = encoder.context.pointee.sample_aspect_ratio
        return Int(stream.pointee.index)
    }

    /// Adds the stream that `encoder` makes of pictures, the first of which has `timecode`; gives its index.
    func addVideo(from encoder: Encoder, timecode: String?) throws(MediaError) -> Int {
        let stream = try newStream(of: encoder)
        stream.pointee.avg_frame_rate = encoder.context.pointee.framerate
        stream.pointee.sample_aspect_ratio = encoder.context.pointee.sample_aspect_ratio
        if let timecode { av_dict_set(&stream.pointee.metadata, "timecode", timecode, 0) }
        return Int(stream.pointee.index)
    }

    private func newStream(of encoder: Encoder) throws(MediaError) -> UnsafeMutablePointer<AVStream> {
        let stream = try newStream()
        try checked(
            avcodec_parameters_from_context(stream.pointee.codecpar, encoder.context), "describe the encoded stream")
        stream.pointee.codecpar.pointee.field_order = encoder.context.pointee.field_order
        stream.pointee.time_base = encoder.timeBase.av
        return stream
    }

    /// Adds a stream whose packets will be copied; nil if it has none, because it is an attachment. The container must
    /// be able to hold it. `start` is the time of its first packet in its time base, if known.
    func addCopy(of source: StreamInfo, startingAt start: Int64?) throws(MediaError) -> Int? {
        let original = source.parameters.stream
        let stream = try newStream()
        try StreamParameters.copy(from: original, to: stream)
        if source.isAttachedPicture && container.isMatroska {
            try makeAttachment(stream, named: source.codecName)
            return nil
        }
        // A tag of another container may mean something else here; the muxer finds its own.
        let parameters = stream.pointee.codecpar!
        if av_codec_get_id(container.format.pointee.codec_tag, parameters.pointee.codec_tag)
            != parameters.pointee.codec_id
        {
            parameters.pointee.codec_tag = 0
        }
        // Samples that an encoder put before the beginning have negative times in MP4. Matroska has none and says
        // instead how long they are; without that the whole film would be moved to make room for them.
        if source.kind == .audio, container.isMatroskaKind, let start, start < 0 {
            let sample = AVRational(num: 1, den: max(1, parameters.pointee.sample_rate))
            let padding = av_rescale_q(0 &- start, source.timeBase.av, sample)
            if padding > 0 && padding < 1 << 20 {
                if parameters.pointee.initial_padding == 0 { parameters.pointee.initial_padding = CInt(padding) }
                context.pointee.avoid_negative_ts = 0
            }
        }
        stream.pointee.time_base = source.timeBase.av
        return Int(stream.pointee.index)
    }

    /// Matroska keeps cover art as an attached file.
    private func makeAttachment(_ stream: UnsafeMutablePointer<AVStream>, named codec: String) throws(MediaError) {
        let picture = stream.pointee.attached_pic
        let parameters = stream.pointee.codecpar!
        let padding = Int(AV_INPUT_BUFFER_PADDING_SIZE)
        guard let data = picture.data, picture.size > 0, let extradata = av_mallocz(Int(picture.size) + padding) else {
            throw Frame.outOfMemory
        }
        av_freep(&parameters.pointee.extradata)
        extradata.copyMemory(from: data, byteCount: Int(picture.size))
        parameters.pointee.extradata = extradata.assumingMemoryBound(to: UInt8.self)
        parameters.pointee.extradata_size = picture.size
        parameters.pointee.codec_type = AVMEDIA_TYPE_ATTACHMENT
        stream.pointee.disposition = 0
        let suffix = codec == "mjpeg" ? "jpg" : codec
        for (key, value) in [
            ("filename", "cover.\(suffix)"), ("mimetype", "image/\(suffix == "jpg" ? "jpeg" : suffix)"),
        ] {
            av_dict_set(&stream.pointee.metadata, key, value, AV_DICT_DONT_OVERWRITE)
        }
    }

    private func newStream() throws(MediaError) -> UnsafeMutablePointer<AVStream> {
        guard let stream = avformat_new_stream(context, nil) else { throw Frame.outOfMemory }
        return stream
    }

    /// Copies the metadata and chapters of `film` and writes the header. Streams cannot be added any more.
    /// `secondsAFrame` is what a frame of the picture lasts, `firstTimestamp` when it begins, in the encoder's time base.
    func start(
        metadataOf film: FilmOutline.Film?, secondsAFrame: Double, firstTimestamp: Int64, timeBase: Rational
    ) throws(MediaError) {
        // MP4 counts when each stream begins in milliseconds unless told otherwise.
        let (ticks, perSecond) = (Int64(timeBase.denominator), 1000 * Int64(timeBase.numerator))
        if container.isQuickTime, ticks > 1000, ticks <= 1_000_000,
            firstTimestamp.multipliedReportingOverflow(by: perSecond).partialValue % ticks != 0
        {
            av_opt_set_int(context, "movie_timescale", ticks, AV_OPT_SEARCH_CHILDREN)
        }
        try film?.demuxer.copyMetadata(to: context, part: film?.part)
        // Sound waits for the picture, which is longer under way the slower it is: as long as many frames take that the
        // pipeline and the encoder may hold.
        let frames = 150.0
        context.pointee.max_interleave_delta = Int64(
            (frames * secondsAFrame).clamped(to: 10...3600) * Double(AV_TIME_BASE))
        try checked(avformat_write_header(context, nil), "write the header", path: path)
        isOpen.withLock { $0 = true }
    }

    /// Writes one packet, whose times are in `timeBase`, to the stream `streamIndex`. The packet is emptied. False if
    /// the container could make nothing of its contents.
    @discardableResult
    func write(_ packet: Packet, streamIndex: Int, timeBase: Rational) throws(MediaError) -> Bool {
        let pointer = packet.pointer
        let status = isOpen.withLock { isOpen in
            guard isOpen, let stream = context.pointee.streams[streamIndex] else { return shim_error_from_errno(EIO) }
            pointer.pointee.stream_index = CInt(streamIndex)
            pointer.pointee.pos = -1
            av_packet_rescale_ts(pointer, timeBase.av, stream.pointee.time_base)
            orderTimes(of: pointer, streamIndex: streamIndex)
            return av_interleaved_write_frame(context, pointer)
        }
        if status == shim_error_invalid_data() || status == shim_error_from_errno(EINVAL) { return false }
        try checked(status, "write", path: path)
        return true
    }

    /// Times as containers demand them, also where a damaged input has others: there is one, decoding times grow, and
    /// nothing is shown before it is decoded.
    private func orderTimes(of packet: UnsafeMutablePointer<AVPacket>, streamIndex: Int) {
        let none = shim_no_timestamp()
        let clock = clocks[streamIndex]
        if packet.pointee.pts == none && packet.pointee.dts == none {
            packet.pointee.dts = clock?.end ?? 0
            packet.pointee.pts = packet.pointee.dts
        }
        if packet.pointee.dts == none { packet.pointee.dts = packet.pointee.pts }
        if packet.pointee.pts != none && packet.pointee.dts > packet.pointee.pts {
            packet.pointee.dts = packet.pointee.pts
        }
        if let last = clock?.dts {
            let step: Int64 = container.format.pointee.flags & AVFMT_TS_NONSTRICT != 0 ? 0 : 1
            packet.pointee.dts = max(packet.pointee.dts, last &+ step)
            if packet.pointee.pts != none { packet.pointee.pts = max(packet.pointee.pts, packet.pointee.dts) }
        }
        clocks[streamIndex] = (packet.pointee.dts, packet.pointee.dts &+ max(0, packet.pointee.duration))
    }

    /// Writes what is still buffered and the trailer.
    func finish() throws(MediaError) {
        let status = isOpen.withLock { isOpen in
            isOpen = false
            return av_write_trailer(context)
        }
        try checked(status, "finish the file", path: path)
        // What the container's writer could not write for want of space shows here at the latest.
        try checked(shim_output_finish(context.pointee.pb), "write", path: path)
        if isPipe { try checked(avio_closep(&context.pointee.pb), "close the file", path: path) }
    }
}
