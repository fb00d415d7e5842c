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

    /// Creates the file at `writingPath` (a partial name) for the container that `container.path` asks for.
    init(container: OutputContainer, writingPath: String) throws(MediaError) {
        path = container.path
        self.container = container
        var allocated: UnsafeMutablePointer<AVFormatContext>?
        try checked(
            avformat_alloc_output_context2(&allocated, container.format, nil, writingPath), "set up the output",
            path: path)
        guard let context = allocated else { throw Frame.outOfMemory }
        let status = avio_open(&context.pointee.pb, "file:\(writingPath)", AVIO_FLAG_WRITE)
        if status < 0 {
            avformat_free_context(context)
            throw MediaError(operation: "create the file", status: status, path: path)
        }
        self.context = context
    }

    deinit {
        avio_closep(&context.pointee.pb)
        avformat_free_context(context)
    }

    /// Adds the stream that `encoder` makes from the input stream `source`; gives its index.
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
        stream.pointee.time_base = encoder.timeBase.av
        return stream
    }

    /// Adds a stream whose packets will be copied; nil if the container cannot hold its codec.
    func addCopy(of source: StreamInfo) throws(MediaError) -> Int? {
        let original = source.parameters.stream
        guard container.canHold(source) else { return nil }
        let stream = try newStream()
        try StreamParameters.copy(from: original, to: stream)
        // A tag of another container may mean something else here; the muxer finds its own.
        let parameters = stream.pointee.codecpar!
        if av_codec_get_id(container.format.pointee.codec_tag, parameters.pointee.codec_tag)
            != parameters.pointee.codec_id
        {
            parameters.pointee.codec_tag = 0
        }
        stream.pointee.time_base = source.timeBase.av
        return Int(stream.pointee.index)
    }

    private func newStream() throws(MediaError) -> UnsafeMutablePointer<AVStream> {
        guard let stream = avformat_new_stream(context, nil) else { throw Frame.outOfMemory }
        return stream
    }

    /// Copies the input's metadata and chapters, if there are any, and writes the header. Streams cannot be added any more.
    func start(metadataOf demuxer: Demuxer?) throws(MediaError) {
        try demuxer?.copyMetadata(to: context)
        try checked(avformat_write_header(context, nil), "write the header", path: path)
        isOpen.withLock { $0 = true }
    }

    /// Writes one packet, whose times are in `timeBase`, to the stream `streamIndex`. The packet is emptied.
    func write(_ packet: Packet, streamIndex: Int, timeBase: Rational) throws(MediaError) {
        let pointer = packet.pointer
        let status = isOpen.withLock { isOpen in
            guard isOpen, let stream = context.pointee.streams[streamIndex] else { return shim_error_invalid_data() }
            pointer.pointee.stream_index = CInt(streamIndex)
            pointer.pointee.pos = -1
            av_packet_rescale_ts(pointer, timeBase.av, stream.pointee.time_base)
            return av_interleaved_write_frame(context, pointer)
        }
        try checked(status, "write", path: path)
    }

    /// Writes what is still buffered and the trailer, and closes the file.
    func finish() throws(MediaError) {
        let status = isOpen.withLock { isOpen in
            isOpen = false
            return av_write_trailer(context)
        }
        try checked(status, "finish the file", path: path)
        // What the container's writer could not write for want of space shows here at the latest.
        try checked(context.pointee.pb.pointee.error, "write", path: path)
        try checked(avio_closep(&context.pointee.pb), "close the file", path: path)
    }
}
