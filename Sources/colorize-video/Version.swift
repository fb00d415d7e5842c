import Color
import Media
import Net

/// What `--version` says.
enum Version {
    static let number = "0.1.0"

    /// The program, the libraries it runs on and the CPU features in use.
    static var text: String {
        """
        colorize-video \(number)
        FFmpeg \(FFmpegLibrary.version)
        oneDNN \(NetVersions.oneDNN), networks: \(NetVersions.instructionSet)
        pixels: \(PixelInstructionSet.name)
        """
    }
}
