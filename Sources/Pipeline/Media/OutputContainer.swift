internal import FFmpegShim

/// The container that an output's name asks for.
struct OutputContainer {
    let path: String
    let format: UnsafePointer<AVOutputFormat>

    /// The container called `formatName` (in FFmpeg's words), or else the one that the extension of `path` means.
    /// Standard output gets NUT, which holds any picture and any sound and needs no seeking.
    init(path: String, formatName: String? = nil) throws(MediaError) {
        self.path = path
        if let name = formatName ?? (StandardStream.isMeant(by: path) ? "nut" : nil) {
            guard let format = av_guess_format(name, nil, nil), OutputContainer.holdsFilm(format) else {
                throw MediaError(
                    .badOption, reason: "no film container called '\(name)' in this FFmpeg (ffmpeg -muxers lists them)")
            }
            self.format = UnsafePointer(format)
        } else {
            guard let format = av_guess_format(nil, path, nil), OutputContainer.holdsFilm(format) else {
                throw MediaError(
                    .badOutput, path: path,
                    reason: "the name does not say which container to write; use .mp4, .mkv, .mov or .webm")
            }
            self.format = UnsafePointer(format)
        }
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

    /// The encoder for containers that carry pictures from one program to the next, as they are.
    var rawEncoderName: String? {
        switch name {
        case "nut": "rawvideo"
        case "yuv4mpegpipe": "wrapped_avframe"
        default: nil
        }
    }

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

    /// Whether the stream says what the container says in another way: QuickTime's timecode is a stream of its own, which
    /// the muxer makes anew from the picture's tag; others keep that tag.
    func saysOtherwise(_ stream: StreamInfo) -> Bool {
        stream.isTimecode && (isQuickTime || isMatroskaKind || name == "nut")
    }

    /// Whether a stream of an input may be copied to the container.
    func canHold(_ stream: StreamInfo) -> Bool {
        let parameters = stream.parameters.stream.pointee.codecpar.pointee
        switch stream.kind {
        case .attachment: return isMatroska
        case .video where stream.isAttachedPicture:
            return isMatroska || (["mp4", "ipod"].contains(name) && canHold(parameters.codec_id))
        case .audio where format.pointee.audio_codec == AV_CODEC_ID_NONE: return false
        case .audio, .subtitle, .data:
            // Transport streams take anything, and what they have no type for nobody can read back.
            if name == "mpegts" { return OutputContainer.transportStreamCodecs.contains(parameters.codec_id.rawValue) }
            if stream.kind != .audio, holdsPicturesAndSoundOnly { return false }
            return canHold(parameters.codec_id)
        case .video: return canHold(parameters.codec_id)
        }
    }

    /// Whether the container has a place for a tag of the whole film. Matroska and its like take any; what the others take
    /// is in FFmpeg's movenc.c, riff.c and mpegtsenc.c.
    func canHold(tag: String) -> Bool {
        // Written by every muxer as is true of its file.
        if ["creation_time", "duration", "timecode", "encoder", "software"].contains(tag.lowercased()) { return true }
        let known: Set<String>
        switch name {
        case "mov":
            known = [
                "title", "artist", "author", "album", "date", "comment", "genre", "copyright", "make", "model",
                "location",
                "keywords",
            ]
        case "mp4", "ipod", "3gp", "3g2", "psp", "f4v", "ismv":
            known = [
                "title", "artist", "album_artist", "composer", "album", "date", "comment", "genre", "copyright",
                "grouping",
                "lyrics", "description", "synopsis", "show", "episode_id", "network", "keywords", "season_number",
                "episode_sort", "media_type", "hd_video", "gapless_playback", "compilation", "track", "disc",
                "location",
            ]
        case "avi":
            known = [
                "title", "artist", "album", "date", "comment", "genre", "copyright", "language", "track", "encoded_by",
            ]
        case "mpegts": known = ["service_name", "service_provider"]
        case "yuv4mpegpipe": known = []
        default: return true
        }
        return known.contains(tag.lowercased().prefix { $0 != "-" }.description)
    }

    /// Whether the container can say that the picture is shown turned.
    var holdsRotation: Bool { isQuickTime || (isMatroska && shim_matroska_holds_rotation()) }

    /// Whether the film begins where the container likes, whatever its first time.
    var choosesStart: Bool { countsFrames || ["mpegts", "mpeg", "vob", "svcd", "dvd"].contains(name) }

    /// What ISO/IEC 13818-1 and FFmpeg's muxer have a stream type or descriptor for.
    private static let transportStreamCodecs = Set(
        [
            AV_CODEC_ID_MP1, AV_CODEC_ID_MP2, AV_CODEC_ID_MP3, AV_CODEC_ID_AAC, AV_CODEC_ID_AAC_LATM, AV_CODEC_ID_AC3,
            AV_CODEC_ID_EAC3, AV_CODEC_ID_DTS, AV_CODEC_ID_TRUEHD, AV_CODEC_ID_OPUS, AV_CODEC_ID_S302M,
            AV_CODEC_ID_DVB_SUBTITLE, AV_CODEC_ID_DVB_TELETEXT, AV_CODEC_ID_HDMV_PGS_SUBTITLE, AV_CODEC_ID_SMPTE_KLV,
        ].map(\.rawValue))

    private var holdsPicturesAndSoundOnly: Bool { ["avi", "yuv4mpegpipe", "mxf", "flv", "dv"].contains(name) }

    /// What to advise somebody whose stream does not fit: nothing holds more than Matroska.
    var advice: String { isMatroska ? "" : "; use .mkv" }

    var isMatroska: Bool { name == "matroska" }

    /// Matroska or its subset WebM.
    var isMatroskaKind: Bool { isMatroska || name == "webm" }

    /// MP4, MOV and their relatives.
    var isQuickTime: Bool { ["mov", "mp4", "ipod", "3gp", "3g2", "psp", "f4v", "ismv"].contains(name) }
}
