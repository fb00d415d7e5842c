internal import Glibc
public import Net

/// About how much memory a run needs at most, which follows from sizes alone and not from the length of a film.
public struct RunMemory: Sendable {
    /// Of each pixel of a picture: what the stages, the queues between them, the decoder and libx264's look ahead hold.
    /// The README's table has 640 MiB for 1920×1080 with the preset medium, 323 bytes a pixel.
    private static let bytesOfPicturePixel = 320.0
    /// The estimate, in bytes.
    public let neededBytes: Double

    /// `pictureSize` is nil where pictures differ: then only the network counts.
    public init(pictureSize: (width: Int, height: Int)?, options: Colorizer.Options, model: ColorizerModel) {
        let pixels = pictureSize.map { Double($0.width) * Double($0.height) } ?? 0
        let input = Double(options.inputWidth) * Double(options.inputHeight) * Double(options.concurrentPredictions)
        neededBytes = Self.bytesOfPicturePixel * pixels + RunMemory.bytesOfInputPixel(model) * input
    }

    /// Of each pixel that the network sees: its largest pair of layers, and what oneDNN wants beside.
    private static func bytesOfInputPixel(_ model: ColorizerModel) -> Double { model == .lite ? 640 : 2600 }

    /// What to warn of: nil if as much is free, or if nobody can tell.
    public var warning: String? { warning(freeBytes: RunMemory.freeBytes) }

    func warning(freeBytes: Double?) -> String? {
        guard let freeBytes, neededBytes > freeBytes else { return nil }
        let gibibytes = { (bytes: Double) in Progress.oneDecimal(bytes / 0x1p30) }
        return "this may need \(gibibytes(neededBytes)) GiB of memory, and \(gibibytes(freeBytes)) are free: "
            + "smaller pictures, a smaller --input-size or a faster --preset need less"
    }

    /// What the system says it could give, or a limit on this process if that is less; nil if neither is known.
    private static var freeBytes: Double? {
        var limits: [Double] = []
        do throws(MediaError) {
            let text = try TextFile.read(path: "/proc/meminfo", mostBytes: 1 << 16, meant: "a list of memory")
            let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
            if let kibibytes = line?.split(separator: " ").compactMap({ Double($0) }).first {
                limits.append(kibibytes * 1024)
            }
        } catch {
            // A system that does not say.
        }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < 1 << 62 {
            limits.append(Double(limit.rlim_cur))
        }
        return limits.min()
    }
}
