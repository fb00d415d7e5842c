internal import FFmpegShim

extension EncoderChoice {
    /// FFmpeg's own encoders use no more unless they are told to.
    private static let mostThreads = 16

    /// As many threads as the encoder would choose by itself on a machine with so many cores, for pictures of this
    /// height.
    func threads(cores: Int, height: Int) -> Int {
        let blockRows = max(1, (height + 15) / 16)
        switch name {
        case "libx264", "libx264rgb":
            // x264's own rule: half as many again as cores, each with two rows of blocks at least.
            return max(1, min(cores * 3 / 2, blockRows / 2))
        case "libx265":
            // Frames at a time; x265's rule for each of them with its rows in parallel.
            return cores >= 32 ? 6 : cores >= 16 ? 5 : cores >= 8 ? 3 : cores >= 4 ? 2 : 1
        case _ where name.hasPrefix("lib"):
            return max(1, min(cores, 64))
        default:
            // FFmpeg's rule: one more than cores, so that none waits; no more than rows of blocks.
            let threads = min(cores, blockRows)
            return threads > 1 ? min(threads + 1, EncoderChoice.mostThreads) : 1
        }
    }
}
