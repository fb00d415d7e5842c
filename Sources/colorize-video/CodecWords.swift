/// What people call encoders that FFmpeg calls otherwise. (`h264`, `hevc`, `prores`, `vp9` and `av1` are names that
/// FFmpeg knows itself.)
enum CodecWords {
    /// Encoders worth offering where one is to be named.
    static let examples = ["libx264", "libx265", "libvpx-vp9", "libsvtav1", "prores_ks", "dnxhd", "ffv1", "libx264rgb"]

    /// What to write instead of `name`, as the end of a sentence; nil for a name that FFmpeg may know.
    static func advice(_ name: String) -> String? {
        let word = name.lowercased().filter { !" .-_".contains($0) }
        return table.first { $0.words.contains(word) }?.advice
    }

    /// Names without case, spaces, dots and dashes, and what to write instead of each.
    static let table: [(words: Set<String>, advice: String)] = [
        (["x264", "avc", "avc1", "mpeg4avc", "openh264", "libh264"], "use --codec libx264"),
        (["h265", "x265", "hevc265", "hvc1", "libh265", "libhevc"], "use --codec libx265"),
        (
            ["proresks422", "proreshq", "prores422", "prores422hq", "proreslt", "proresproxy"],
            "use --codec prores_ks, with -e profile=proxy, lt, standard or hq"
        ),
        (["prores4444", "prores4444xq"], "use --codec prores_ks -e profile=4444"),
        (
            ["dnxhr", "dnxhrhq", "dnxhrhqx", "dnxhrlb", "dnxhrsq", "dnxhr444", "avdnxhd", "vc3"],
            "use --codec dnxhd -e profile=dnxhr_hq (or dnxhr_lb, dnxhr_sq, dnxhr_hqx, dnxhr_444)"
        ),
        (["libvp9", "libvpxvp8", "libvp8"], "use --codec libvpx-vp9, or libvpx for VP8"),
        (["svtav1", "libsvt", "aom", "libaom", "aomav1", "libav1"], "use --codec libsvtav1 or libaom-av1"),
        (
            ["nvenc", "cuda", "nvidia", "gpu", "qsv", "quicksync", "vaapi", "amf", "vce", "videotoolbox", "vt"],
            "encoders in hardware are not supported; libx264 with --preset veryfast is quick"
        ),
        (
            ["copy", "streamcopy", "passthrough", "same"],
            "every frame is coloured, so the video cannot be copied; ffv1 keeps every bit, sound and subtitles are copied"
        ),
        (["lossless"], "use --codec ffv1, which keeps every bit"),
        (["mpeg2", "mpeg2ts", "dvd"], "use --codec mpeg2video"),
        (["mpeg1"], "use --codec mpeg1video"),
        (["xvid", "divx", "mpeg4part2", "mp4v"], "use --codec mpeg4"),
        (["motionjpeg", "jpeg", "jpg"], "use --codec mjpeg"),
        (["raw", "uncompressed", "none"], "use --codec rawvideo; ffv1 keeps every bit in half the space"),
        (
            ["mp4", "mkv", "mov", "webm", "avi", "matroska"],
            "that is a container: name the output so, or use --format"
        ),
        (["aac", "mp3", "opus", "flac", "ac3", "pcm"], "that is a codec for sound, which is copied as it is"),
    ]
}
