internal import FFmpegShim

/// Which streams a container can hold so that they can be read back. What FFmpeg's muxers refuse is found out by trying
/// (`MuxerTrial`); here is what they write although nobody can read it, and what they do not know beforehand.
extension OutputContainer {
    /// Whether a video stream of this codec may go into the container.
    func canHold(_ codec: AVCodecID) -> Bool {
        if isRawStream { return codec == defaultVideoCodec }
        if isTransportStream || isProgramStream { return OutputContainer.mpegVideoCodecs.contains(codec.rawValue) }
        return mayHold(codec) ?? MuxerTrial.takesVideo(of: codec, in: self)
    }

    /// What the container says of a codec beforehand; nil if it does not say.
    private func mayHold(_ codec: AVCodecID) -> Bool? {
        if name == "nut", OutputContainer.blockCodecs.contains(codec.rawValue) { return false }
        // FFmpeg does not read the times of these back.
        if name.hasPrefix("asf"), [AV_CODEC_ID_H264, AV_CODEC_ID_HEVC].contains(codec) { return false }
        if isMatroska, [AV_CODEC_ID_RV10, AV_CODEC_ID_RV20].contains(codec) { return false }
        let answer = avformat_query_codec(format, codec, FF_COMPLIANCE_NORMAL)
        if answer > 0 { return true }
        // Matroska's muxer also writes whatever has a tag of Microsoft's containers, without saying so.
        let hasTag =
            av_codec_get_tag([avformat_get_riff_audio_tags(), avformat_get_riff_video_tags(), nil], codec) != 0
        if isMatroska && hasTag { return true }
        return answer < 0 ? nil : false
    }

    /// Whether the stream says what the container says in another way: QuickTime's timecode is a stream of its own,
    /// which the muxer makes anew from the picture's tag; others keep that tag.
    func saysOtherwise(_ stream: StreamInfo) -> Bool {
        stream.isTimecode && (isQuickTime || isMatroskaKind || name == "nut")
    }

    /// Whether a stream of an input may be copied to the container, as far as can be told without trying.
    func canHold(_ stream: StreamInfo) -> Bool {
        let codec = stream.parameters.stream.pointee.codecpar.pointee.codec_id
        if isRawStream { return false }
        switch stream.kind {
        case .attachment: return isMatroska
        case .video where stream.isAttachedPicture:
            return isMatroska || (["mp4", "ipod"].contains(name) && mayHold(codec) ?? false)
        case .audio where format.pointee.audio_codec == AV_CODEC_ID_NONE: return false
        case .audio, .subtitle, .data:
            // MPEG's streams take anything, and what they have no type for nobody can read back.
            if isTransportStream { return OutputContainer.transportStreamCodecs.contains(codec.rawValue) }
            if isProgramStream { return OutputContainer.programStreamCodecs.contains(codec.rawValue) }
            if stream.kind != .audio, holdsPicturesAndSoundOnly { return false }
            return mayHold(codec) ?? true
        case .video: return mayHold(codec) ?? true
        }
    }

    private var holdsPicturesAndSoundOnly: Bool {
        ["avi", "yuv4mpegpipe", "mxf", "flv", "dv", "gxf", "asf", "swf", "rm"].contains(name)
    }

    /// Video that can be read back from MPEG transport and program streams.
    private static let mpegVideoCodecs = Set(
        [
            AV_CODEC_ID_MPEG1VIDEO, AV_CODEC_ID_MPEG2VIDEO, AV_CODEC_ID_MPEG4, AV_CODEC_ID_H264, AV_CODEC_ID_HEVC,
        ].map(\.rawValue))

    /// What ISO/IEC 13818-1 and FFmpeg's muxer have a stream type or descriptor for. (Blu-ray's
    /// subtitles and TrueHD are written as private data, which nobody can read back.)
    private static let transportStreamCodecs = Set(
        [
            AV_CODEC_ID_MP1, AV_CODEC_ID_MP2, AV_CODEC_ID_MP3, AV_CODEC_ID_AAC, AV_CODEC_ID_AAC_LATM, AV_CODEC_ID_AC3,
            AV_CODEC_ID_EAC3, AV_CODEC_ID_DTS, AV_CODEC_ID_OPUS, AV_CODEC_ID_S302M,
            AV_CODEC_ID_DVB_SUBTITLE, AV_CODEC_ID_DVB_TELETEXT, AV_CODEC_ID_SMPTE_KLV,
        ].map(\.rawValue))

    /// Sound in blocks of a size that its decoder must be told, which NUT does not store.
    private static let blockCodecs = Set(
        [
            AV_CODEC_ID_WMAV1, AV_CODEC_ID_WMAV2, AV_CODEC_ID_WMAPRO, AV_CODEC_ID_WMAVOICE, AV_CODEC_ID_WMALOSSLESS,
            AV_CODEC_ID_ATRAC3, AV_CODEC_ID_ATRAC3P, AV_CODEC_ID_ADPCM_MS, AV_CODEC_ID_ADPCM_IMA_WAV,
        ].map(\.rawValue))

    /// What FFmpeg's muxer has a stream number for.
    private static let programStreamCodecs = Set(
        [
            AV_CODEC_ID_MP1, AV_CODEC_ID_MP2, AV_CODEC_ID_MP3, AV_CODEC_ID_AC3, AV_CODEC_ID_DTS,
            AV_CODEC_ID_PCM_S16BE, AV_CODEC_ID_PCM_DVD, AV_CODEC_ID_DVD_SUBTITLE,
        ].map(\.rawValue))
}
