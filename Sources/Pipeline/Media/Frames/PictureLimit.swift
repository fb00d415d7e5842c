internal import FFmpegShim
internal import Report

/// How large pictures may be: a file of a few bytes can state any size.
package enum PictureLimit {
    /// 8192 × 8192: above any film's, and above most scans.
    package static let usualPixels = 8192 * 8192
    /// The longest side that the colour path and most codecs count with.
    static let longestSide = 65_535

    /// Throws if a picture is larger than `mostPixels`, or longer than can be coloured.
    package static func check(width: Int, height: Int, mostPixels: Int, path: String) throws(MediaError) {
        if max(width, height) > longestSide {
            throw MediaError(
                .unsupported, path: path, reason: "is \(width)x\(height): no side may be longer than \(longestSide)")
        }
        if width * height > mostPixels {
            throw MediaError(
                .unsupported, path: path,
                reason: "is \(width)x\(height), which is more than \(mostPixels) pixels",
                advice: [.allowMorePixels])
        }
    }

    /// The same for what a decoder has read of a size.
    static func check(
        _ decoder: UnsafeMutablePointer<AVCodecContext>, mostPixels: Int, path: String
    ) throws(MediaError) {
        let size = (Int(max(0, decoder.pointee.width)), Int(max(0, decoder.pointee.height)))
        try check(width: size.0, height: size.1, mostPixels: mostPixels, path: path)
    }
}
