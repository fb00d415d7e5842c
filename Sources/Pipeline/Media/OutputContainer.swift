internal import FFmpegShim

/// The container that an output's name asks for.
struct OutputContainer {
    let path: String
    let format: UnsafePointer<AVOutputFormat>

    init(path: String) throws(MediaError) {
        guard let format = av_guess_format(nil, path, nil), OutputContainer.holdsFilm(format) else {
            throw MediaError(
                .badOutput, path: path,
                reason: "the name does not say which container to write; use .mp4, .mkv, .mov or .webm")
        }
        self.path = path
        self.format = UnsafePointer(format)
    }

    /// Whether the path has the extension of a container for films.
    static func isFilmName(_ path: String) -> Bool {
        av_guess_format(nil, path, nil).map { holdsFilm($0) } ?? false
    }

    private static func holdsFilm(_ format: UnsafePointer<AVOutputFormat>) -> Bool {
        format.pointee.flags & AVFMT_NOFILE == 0 && format.pointee.video_codec != AV_CODEC_ID_NONE
    }

    /// Whether the container counts frames at a fixed rate instead of giving each its time. FFmpeg 5's flag for this
    /// (AVFMT_VARIABLE_FPS) is missing from mp4 and mov, so the few such containers are named.
    var countsFrames: Bool {
        format.pointee.flags & AVFMT_NOTIMESTAMPS != 0 || ["avi", "mxf", "mxf_opatom", "gxf", "dv"].contains(name)
    }

    /// "mp4", "matroska", "webm".
    var name: String { String(cString: format.pointee.name) }

    var defaultVideoCodec: AVCodecID { format.pointee.video_codec }

    /// Whether the codec's bytes must go to the container's header instead of the stream.
    var wantsGlobalHeader: Bool { format.pointee.flags & AVFMT_GLOBALHEADER != 0 }

    /// Whether a stream of this codec may go into the container, as far as FFmpeg can tell beforehand.
    func canHold(_ codec: AVCodecID) -> Bool {
        // Negative where the container does not say: MPEG transport streams, for instance.
        if avformat_query_codec(format, codec, FF_COMPLIANCE_NORMAL) != 0 { return true }
        // Matroska's muxer also writes whatever has a tag of Microsoft's containers, without saying so.
        return isMatroska
            && av_codec_get_tag([avformat_get_riff_audio_tags(), avformat_get_riff_video_tags(), nil], codec) != 0
    }

    /// Whether a stream of an input may be copied to the container.
    func canHold(_ stream: StreamInfo) -> Bool {
        if stream.kind == .attachment { return isMatroska }
        return canHold(stream.parameters.stream.pointee.codecpar.pointee.codec_id)
    }

    /// What to advise somebody whose stream does not fit: nothing holds more than Matroska.
    var advice: String { isMatroska ? "" : "; use .mkv" }

    private var isMatroska: Bool { name == "matroska" }
}
