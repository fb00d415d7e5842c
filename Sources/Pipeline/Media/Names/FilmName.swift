/// Which files are films, by their names alone.
package enum FilmName {
    /// Whether a file with this name is a film, as far as its extension tells.
    package static func isFilm(_ name: String) -> Bool { extensions.contains(FrameNaming.split(name).fileExtension) }

    /// What cameras, editors, discs and FFmpeg call containers with video, and bare video streams.
    package static let extensions: Set<String> = [
        "264", "265", "3g2", "3gp", "asf", "avi", "divx", "dv", "f4v", "flv", "gxf", "h264", "h265", "hevc", "ivf",
        "m1v",
        "m2t", "m2ts", "m2v", "m4v", "mj2", "mjpeg", "mjpg", "mkv", "mov", "mp4", "mpeg", "mpg", "mpv", "mts", "mxf",
        "nut", "obu", "ogm", "ogv", "qt", "rm", "rmvb", "ts", "vob", "webm", "wmv", "y4m",
    ]
}
