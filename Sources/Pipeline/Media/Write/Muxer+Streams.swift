internal import FFmpegShim
internal import Report

/// The streams that a muxer is to write.
extension Muxer {
    /// Adds the stream that `encoder` makes, described as the input stream `source` is; gives its index.
    func addVideo(from encoder: Encoder, source: StreamInfo, outline: FilmOutline) throws(MediaError) -> Int {
        let original = source.parameters.stream
        let stream = try newStream(of: encoder)
        try StreamParameters.copyDescription(from: original, to: stream)
        // What described the coded stream of the input is not true of ours.
        av_dict_set(&stream.pointee.metadata, "encoder", nil, 0)
        StreamStatistics.remove(from: &stream.pointee.metadata)
        outline.moveTimecode(in: &stream.pointee.metadata)
        let hasAlpha = PixelFormat(encoder.context.pointee.pix_fmt)?.hasAlpha ?? false
        let isVP = [AV_CODEC_ID_VP8, AV_CODEC_ID_VP9].contains(encoder.context.pointee.codec_id)
        av_dict_set(&stream.pointee.metadata, "alpha_mode", hasAlpha && isVP ? "1" : nil, 0)
        try checked(shim_stream_copy_side_data(stream, original), "copy stream side data")
        stream.pointee.sample_aspect_ratio = encoder.context.pointee.sample_aspect_ratio
        // A container without times says one rate: not the average, which a gap in the film falsifies.
        if container.countsFrames, outline.frameRate.isPositive {
            stream.pointee.avg_frame_rate = outline.frameRate.av
        }
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
        let stream = try newStream(MuxedStream())
        try checked(
            avcodec_parameters_from_context(stream.pointee.codecpar, encoder.context), "describe the encoded stream")
        stream.pointee.codecpar.pointee.field_order = encoder.context.pointee.field_order
        stream.pointee.time_base = encoder.timeBase.av
        return stream
    }

    /// Adds a stream whose packets will be copied; nil if it has none, because it is an attachment. The container must
    /// be able to hold it. `start` is the time of its first packet in its time base, `codecHeader` what the container's
    /// header must say for the decoder if the input says it in the packets only; if known. `isPart` says that not all
    /// of it is copied.
    func addCopy(
        of source: StreamInfo, startingAt start: Int64?, codecHeader: [UInt8]?, isPart: Bool
    ) throws(MediaError) -> Int? {
        let original = source.parameters.stream
        let stream = try newStream(MuxedStream(copyOf: source))
        try StreamParameters.copy(from: original, to: stream)
        if isPart { StreamStatistics.remove(from: &stream.pointee.metadata) }
        if source.isAttachedPicture && container.isMatroska {
            try makeAttachment(stream, named: source.codecName)
            return nil
        }
        // A tag of another container may mean something else here; the muxer finds its own.
        guard let parameters = stream.pointee.codecpar else { throw Frame.outOfMemory }
        if av_codec_get_id(container.format.pointee.codec_tag, parameters.pointee.codec_tag)
            != parameters.pointee.codec_id
        {
            parameters.pointee.codec_tag = 0
        }
        if parameters.pointee.extradata_size == 0, let codecHeader { try parameters.setCodecHeader(codecHeader) }
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
        guard let parameters = stream.pointee.codecpar, let data = picture.data, picture.size > 0 else {
            throw MediaError(.badInput, reason: "\(flows.last?.title ?? "cover art") is empty")
        }
        try parameters.setCodecHeader(Array(UnsafeBufferPointer(start: data, count: Int(picture.size))))
        parameters.pointee.codec_type = AVMEDIA_TYPE_ATTACHMENT
        stream.pointee.disposition = 0
        let suffix = codec == "mjpeg" ? "jpg" : codec
        for (key, value) in [
            ("filename", "cover.\(suffix)"), ("mimetype", "image/\(suffix == "jpg" ? "jpeg" : suffix)"),
        ] {
            av_dict_set(&stream.pointee.metadata, key, value, AV_DICT_DONT_OVERWRITE)
        }
    }

    private func newStream(_ flow: MuxedStream) throws(MediaError) -> UnsafeMutablePointer<AVStream> {
        guard let stream = avformat_new_stream(context, nil) else { throw Frame.outOfMemory }
        flows.append(flow)
        return stream
    }
}

extension UnsafeMutablePointer<AVCodecParameters> {
    /// Replaces what a container's header says for the decoder.
    fileprivate func setCodecHeader(_ bytes: [UInt8]) throws(MediaError) {
        guard let extradata = av_mallocz(bytes.count + Int(AV_INPUT_BUFFER_PADDING_SIZE)) else {
            throw Frame.outOfMemory
        }
        av_freep(&pointee.extradata)
        bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(start: extradata, count: $0.count).copyMemory(from: $0) }
        pointee.extradata = extradata.assumingMemoryBound(to: UInt8.self)
        pointee.extradata_size = CInt(bytes.count)
    }
}
