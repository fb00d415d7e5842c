internal import FFmpegShim
internal import Report

/// The container that an output's name asks for.
package struct OutputContainer {
    package let path: String
    let format: UnsafePointer<AVOutputFormat>

    /// The container called `formatName` (in FFmpeg's words), or else the one that the extension of `path` means.
    /// Standard output gets NUT, which holds any picture and any sound and needs no seeking.
    package init(path: String, formatName: String? = nil) throws(MediaError) {
        self.path = path
        if let name = formatName ?? (StandardStream.isMeant(by: path) ? "nut" : nil) {
            guard let format = av_guess_format(name, nil, nil), OutputContainer.holdsFilm(format) else {
                throw MediaError(
                    .badOption, reason: "no film container called '\(name)' in this FFmpeg (ffmpeg -muxers lists them)")
            }
            self.format = UnsafePointer(format)
        } else if FilmName.isSound(path) {
            throw MediaError(
                .badOutput, path: path, reason: "is the name of a file with sound alone; use .mp4, .mkv, .mov or .webm")
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
    package static func isFilmName(_ path: String) -> Bool {
        !FilmName.isSound(path) && (av_guess_format(nil, path, nil).map { holdsFilm($0) } ?? false)
    }

    private static func holdsFilm(_ format: UnsafePointer<AVOutputFormat>) -> Bool {
        // PNG is the cover art of sound.
        format.pointee.flags & AVFMT_NOFILE == 0
            && ![AV_CODEC_ID_NONE, AV_CODEC_ID_PNG].contains(format.pointee.video_codec)
    }

    /// Whether the container counts frames at a fixed rate instead of giving each its time. FFmpeg 5's flag for this
    /// (AVFMT_VARIABLE_FPS) is missing from mp4 and mov, so the few such containers are named.
    var countsFrames: Bool {
        format.pointee.flags & AVFMT_NOTIMESTAMPS != 0
            || ["avi", "mxf", "mxf_opatom", "gxf", "dv", "yuv4mpegpipe", "rm"].contains(name)
    }

    /// Whether the container, which counts frames, says where there is none for a while.
    func fillsGaps(of codec: AVCodecID) -> Bool { name == "avi" && codec != AV_CODEC_ID_H264 }

    /// The extension that names of the container called `formatName` have first of all; for a container that there is
    /// not, or that has no extension, its name.
    package static func fileExtension(formatName: String) -> String {
        guard let extensions = av_guess_format(formatName, nil, nil)?.pointee.extensions else { return formatName }
        return String(String(cString: extensions).prefix { $0 != "," })
    }

    /// "mp4", "matroska", "webm".
    package var name: String { String(cString: format.pointee.name) }

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

    /// Whether the container has a place for a tag of the whole film. Matroska and its like take any; what the others
    /// take is in FFmpeg's movenc.c, riff.c and mpegtsenc.c.
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
    var holdsRotation: Bool { isQuickTime || (isMatroskaKind && shim_matroska_holds_rotation()) }

    /// The longest tick of the clocks that the container gives its streams, in seconds; 0 if it takes any.
    var tickSeconds: Double { isMatroskaKind || ["flv", "asf", "asf_stream"].contains(name) ? 0.001 : 0 }

    /// Whether frames that are stored in another order than they are shown come back at their times, as far as FFmpeg
    /// writes and reads the container.
    var keepsReorderedTimes: Bool { !name.hasPrefix("mxf") }

    /// Whether the container says how long the last frame lasts.
    var storesLastDuration: Bool { isQuickTime }

    /// Whether the film begins where the container likes, whatever its first time.
    var choosesStart: Bool { !isMatroskaKind && !isQuickTime && !["nut", "flv", "asf", "ogg", "ogv"].contains(name) }

    /// What to advise somebody whose stream does not fit: nothing holds more than Matroska.
    var advice: [Advice] { isMatroska ? [] : [.matroska] }

    var isMatroska: Bool { name == "matroska" }

    /// An MPEG transport stream.
    var isTransportStream: Bool { name == "mpegts" }

    /// An MPEG program stream.
    var isProgramStream: Bool { ["mpeg", "vob", "svcd", "dvd", "vcd"].contains(name) }

    /// Whether the file is one coded stream and nothing else (`.m2v`, `.hevc`, `.yuv`).
    var isRawStream: Bool {
        let isOfVideoAlone =
            format.pointee.audio_codec == AV_CODEC_ID_NONE && format.pointee.subtitle_codec == AV_CODEC_ID_NONE
        return isOfVideoAlone && format.pointee.flags & AVFMT_NOTIMESTAMPS != 0
    }

    /// Matroska or its subset WebM.
    var isMatroskaKind: Bool { isMatroska || name == "webm" }

    /// MP4, MOV and their relatives.
    var isQuickTime: Bool { ["mov", "mp4", "ipod", "3gp", "3g2", "psp", "f4v", "ismv"].contains(name) }
}
