internal import Coloring
internal import Files
internal import Glibc
package import Media
package import Net
package import Report

/// About how much memory a run needs, which follows from sizes alone and not from the length of a film.
package struct RunMemory: Sendable {
    /// Of each pixel of a film's picture: what the stages, the queues between them and the decoder hold. Measured: 205
    /// to 260 MiB in all for 1920×1080, so this is what no run can do without.
    private static let bytesOfPicturePixel = 100.0
    /// Likewise, what libx264 holds back to look ahead with the preset medium. docs/long-runs.md has 640 MiB in all.
    private static let bytesOfEncodedPixel = 220.0

    /// Of a stretch of a shot (see `StretchMaker`): the motion of each frame there and back, and what is found again by
    /// in each key, of which there is one every 16 frames; then of each pixel of the network's input, in a key of
    /// another network than `lite`. There are three of them: made, waiting, in use.
    private static let (bytesOfStretchFrame, bytesOfKey, bytesOfKeyPixel) = (41_000.0, 1.4e6, 16.0)
    private static let (framesPerKey, stretches) = (16.0, 3.0)

    /// What the run needs whatever encodes it, in bytes.
    let leastBytes: Double
    /// What it needs at most, in bytes.
    package let neededBytes: Double

    /// `pictureSize` is nil where pictures differ: then only the network counts. Whatever is chosen in the end, it is
    /// compared with f32, unless `precision` is bf16 and nothing else. Of `jobs` pieces at a time each has its
    /// pictures, and its stretches if shots are held together.
    package init(
        pictureSize: (width: Int, height: Int)?, options: Colorizer.Options, model: ColorizerModel,
        precision: PrecisionChoice, holdsShots: Bool = false, jobs: Int = 1
    ) {
        let pixels = pictureSize.map { Double($0.width) * Double($0.height) * Double(jobs) } ?? 0
        let input = Double(options.inputWidth) * Double(options.inputHeight) * Double(options.concurrentPredictions)
        let description = model.description
        let weights = precision == .bf16 ? description.weightBytes.bf16 : description.weightBytes.f32
        var bytes = Self.bytesOfPicturePixel * pixels + description.bytesPerInputPixel * input + weights
        if holdsShots {
            let keyPixels = model == .lite ? 0 : Double(options.inputWidth) * Double(options.inputHeight)
            let key = Self.bytesOfKey + Self.bytesOfKeyPixel * keyPixels
            let frame = Self.bytesOfStretchFrame + key / Self.framesPerKey
            bytes += Self.stretches * Double(StretchMaker.mostFrames) * frame * Double(jobs)
        }
        leastBytes = bytes
        neededBytes = leastBytes + Self.bytesOfEncodedPixel * pixels
    }

    /// What to warn of: nil if as much is free, or if nobody can tell. Throws `MediaError.unsupported` if the run
    /// cannot have what it needs.
    package func check() throws(MediaError) -> Notice? {
        try check(freeBytes: RunMemory.freeBytes, mostBytes: RunMemory.mostBytes)
    }

    /// What the threads' stacks and the allocator's arenas take of the addresses that a process may use (`ulimit -v`).
    private static let fewestAddresses = 0x1p30

    /// Whether there is a limit on addresses under which no run can end well: where memory ends, neither Swift nor most
    /// libraries of codecs return an error. Throws `MediaError.unsupported`.
    package static func checkAddresses() throws(MediaError) {
        guard let limit = addressLimit,
            let pages = text(of: "/proc/self/statm")?.split(separator: " ").first.flatMap({ Double($0) })
        else { return }
        let used = pages * Double(sysconf(CInt(_SC_PAGESIZE)))
        if limit < used + fewestAddresses {
            throw MediaError(
                .unsupported,
                reason: "the limit on addresses (ulimit -v) is too low: a run needs at least "
                    + "\(Int((used + fewestAddresses) / 1024)) KiB")
        }
    }

    package func check(freeBytes: Double?, mostBytes: Double?) throws(MediaError) -> Notice? {
        if let mostBytes, leastBytes > mostBytes {
            throw MediaError(
                .unsupported, .tooLittleMemory(leastBytes: leastBytes, mostBytes: mostBytes),
                advice: [.useLessMemory(includesEncoder: false)])
        }
        guard let freeBytes, neededBytes > freeBytes else { return nil }
        return .memoryShort(neededBytes: neededBytes, freeBytes: freeBytes)
    }

    /// What the system says it could give now, or the most if that is less; nil if neither is known.
    private static var freeBytes: Double? { [systemBytes("MemAvailable:"), mostBytes].compactMap { $0 }.min() }

    /// What this process may have at most: memory and swap space, a limit on its group (cgroup 2) or on itself; nil if
    /// none is known.
    private static var mostBytes: Double? {
        var limits: [Double] = []
        if let memory = systemBytes("MemTotal:") { limits.append(memory + (systemBytes("SwapTotal:") ?? 0)) }
        let group = text(of: "/proc/self/cgroup")?.split(separator: "\n").first { $0.hasPrefix("0::/") }
        if let group, let limit = text(of: "/sys/fs/cgroup\(group.dropFirst(3))/memory.max") {
            // "max" is no number.
            limits += limit.split(separator: "\n").compactMap { Double($0) }
        }
        if let addressLimit { limits.append(addressLimit) }
        return limits.min()
    }

    /// The limit on this process's addresses (`ulimit -v`), in bytes; nil if there is none.
    private static var addressLimit: Double? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < 1 << 62 else {
            return nil
        }
        return Double(limit.rlim_cur)
    }

    private static func systemBytes(_ key: String) -> Double? {
        let line = text(of: "/proc/meminfo")?.split(separator: "\n").first { $0.hasPrefix(key) }
        return line?.split(separator: " ").compactMap { Double($0) }.first.map { $0 * 1024 }
    }

    /// nil where a system does not say.
    private static func text(of path: String) -> String? {
        do throws(FileError) {
            return try TextFile.read(path: path, mostBytes: 1 << 16, meant: "a list of memory")
        } catch {
            return nil
        }
    }
}
