/// Which files are films, by their names alone.
package enum FilmName {
    /// Whether a file with this name is a film, as far as its extension tells.
    package static func isFilm(_ name: String) -> Bool { extensions.contains(FrameNaming.split(name).fileExtension) }

    /// Whether a file with this name holds sound and no film, whatever else FFmpeg could put into it.
    package static func isSound(_ name: String) -> Bool {
        soundExtensions.contains(FrameNaming.split(FrameNaming.splitPath(name).name).fileExtension)
    }

    private static let soundExtensions: Set<String> = [
        "aac", "ac3", "afc", "aif", "aifc", "aiff", "amr", "ape", "au", "caf", "dts", "eac3", "flac", "m4a", "m4b",
        "mka",
        "mp2", "mp3", "mpa", "oga", "opus", "ra", "spx", "tta", "voc", "w64", "wav", "wma", "wv",
    ]

    /// What cameras, editors, discs and FFmpeg call containers with video, and bare video streams.
    package static let extensions: Set<String> = [
        "264", "265", "3g2", "3gp", "asf", "avi", "divx", "dv", "f4v", "flv", "gxf", "h264", "h265", "hevc", "ivf",
        "m1v",
        "m2t", "m2ts", "m2v", "m4v", "mj2", "mjpeg", "mjpg", "mkv", "mov", "mp4", "mpeg", "mpg", "mpv", "mts", "mxf",
        "nut", "obu", "ogm", "ogv", "qt", "rm", "rmvb", "ts", "vob", "webm", "wmv", "y4m",
    ]
}
