internal import FFmpegShim
internal import Glibc

/// The FFmpeg libraries as a whole.
public enum FFmpegLibrary {
    /// The version in use, as "5.1.9-0+deb12u1".
    public static var version: String { String(cString: shim_ffmpeg_version()) }

    /// The licence of the FFmpeg in use, as "GPL version 2 or later"; it depends on how FFmpeg was built.
    package static var license: String { String(cString: avutil_license()) }

    /// Processors that this process may use, at least 1.
    package static var processorCount: Int { max(1, Int(av_cpu_count())) }

    /// From now on FFmpeg's log does not go to stderr; errors quote its last line.
    package static func captureLog() {
        shim_log_capture_start()
        // SVT-AV1 writes to stderr by itself, unless told to keep to errors; what the user has set stays.
        setenv("SVT_LOG", "1", 0)
    }
}
