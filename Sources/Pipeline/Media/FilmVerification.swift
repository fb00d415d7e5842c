internal import FFmpegShim

/// The wish that a finished film is decoded and compared with what was meant to be in it.
struct FilmVerification {
    /// Whether there should be colour in it.
    let expectsColor: Bool

    /// How many streams there are of the kinds that every container counts.
    static func countKinds(of streams: [StreamInfo]) -> [StreamInfo.Kind: Int] {
        streams.reduce(into: [.video: 0, .audio: 0, .subtitle: 0]) { counts, stream in
            if counts[stream.kind] != nil { counts[stream.kind, default: 0] += 1 }
        }
    }

    /// What a finished film should be.
    struct Expectation {
        /// Its name in messages.
        let name: String
        let width: Int
        let height: Int
        /// Time base of the times below.
        let timeBase: Rational
        /// Whether the container begins where it likes.
        let choosesStart: Bool
        /// Pictures, sounds and subtitles there are, cover art included. (MP4 keeps chapters as a stream of data.)
        let streamKinds: [StreamInfo.Kind: Int]
        let hasColor: Bool
        /// When each frame is shown: eight bytes a frame, which is little beside a film.
        private var times: [Int64] = []
        /// When the last one ends.
        private var end: Int64 = 0

        init(
            name: String, width: Int, height: Int, timeBase: Rational, choosesStart: Bool,
            streamKinds: [StreamInfo.Kind: Int], hasColor: Bool
        ) {
            self.name = name
            self.width = width
            self.height = height
            self.timeBase = timeBase
            self.choosesStart = choosesStart
            self.streamKinds = streamKinds
            self.hasColor = hasColor
        }

        /// The next frame is to be shown at `pts` for `duration`, in `timeBase`.
        mutating func add(pts: Int64, duration: Int64) {
            times.append(pts)
            end = pts &+ duration
        }

        /// Decodes the file at `path`. Throws a `MediaError` that names the first difference.
        func check(_ path: String) throws(MediaError) {
            let demuxer = try Demuxer(input: path, cancellation: Cancellation())
            let found = FilmVerification.countKinds(of: demuxer.streams)
            for (kind, count) in streamKinds where found[kind, default: 0] != count {
                throw difference("it has \(found[kind, default: 0]) \(kind) streams instead of \(count)")
            }
            let video = try demuxer.picture(number: 0)
            let frames = try FilmFrames(
                demuxer: demuxer, video: video, threads: 0, deinterlaces: false, isStrict: true, warn: { _ in })
            // One tick of either clock: times were rounded from one to the other.
            let tolerance = 1.01 * (video.timeBase.value + timeBase.value)
            var count = 0
            var isColored = false
            var isFlat = true
            var shift = 0.0
            var lastEnd = 0.0
            while let frame = try frames.next() {
                let seconds = Double(frame.times.pts) * video.timeBase.value
                lastEnd = seconds + Double(frame.times.duration) * video.timeBase.value
                if count < times.count {
                    let wanted = Double(times[count]) * timeBase.value
                    if count == 0 && choosesStart { shift = seconds - wanted }
                    if abs(seconds - wanted - shift) > tolerance {
                        throw difference("frame \(count) is shown at \(seconds) s instead of \(wanted) s")
                    }
                }
                if count == 0, frame.frame.width != width || frame.frame.height != height {
                    throw difference("it is \(frame.frame.width)x\(frame.frame.height) instead of \(width)x\(height)")
                }
                count += 1
                if !isColored {
                    let look = try frame.frame.look()
                    isColored = look.isColored
                    isFlat = isFlat && look.isFlat
                }
            }
            if count != times.count { throw difference("it has \(count) frames instead of \(times.count)") }
            let wantedEnd = Double(end) * timeBase.value + shift
            if abs(lastEnd - wantedEnd) > tolerance + video.secondsAFrame {
                throw difference("it ends at \(lastEnd) s instead of \(wantedEnd) s")
            }
            // A picture that is black from edge to edge has no colour.
            if hasColor && !isColored && !isFlat { throw difference("it has no colour") }
        }

        private func difference(_ reason: String) -> MediaError {
            MediaError(.writing, path: name, reason: "the finished film is not what was made: \(reason)")
        }
    }
}

extension Frame {
    /// Whether any sample is coloured, and whether the lightness is the same everywhere, by more than coding errors.
    fileprivate func look() throws(MediaError) -> (isColored: Bool, isFlat: Bool) {
        guard let format = PixelFormat(format), format.colorComponentCount == 3 else { return (false, false) }
        var planes: [UnsafeMutablePointer<UInt8>?] = []
        defer { for plane in planes { plane?.deallocate() } }
        for _ in 0..<3 {
            let plane = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, 2 * width * height))
            plane.initialize(repeating: 0, count: max(1, 2 * width * height))
            planes.append(plane)
        }
        let strides = [Int](repeating: 2 * width, count: 3)
        try checked(shim_frame_read_planes(pointer, 3, planes, strides, 2), "read a frame")
        let count = width * height
        let unit = 1 << max(0, format.bitDepth - 8)
        var isColored = false
        var range: (low: Int, high: Int)?
        guard let first = planes[0], let second = planes[1], let third = planes[2] else { return (false, false) }
        first.withMemoryRebound(to: UInt16.self, capacity: count) { first in
            second.withMemoryRebound(to: UInt16.self, capacity: count) { second in
                third.withMemoryRebound(to: UInt16.self, capacity: count) { third in
                    for index in 0..<count {
                        let values = (Int(first[index]), Int(second[index]), Int(third[index]))
                        range = (min(range?.low ?? values.0, values.0), max(range?.high ?? values.0, values.0))
                        // Chroma planes may be smaller; what lies beyond them is 0.
                        let isGrey =
                            format.isRGB
                            ? abs(values.0 - values.1) <= 2 * unit && abs(values.1 - values.2) <= 2 * unit
                            : [values.1, values.2].allSatisfy { $0 == 0 || abs($0 - 128 * unit) <= 2 * unit }
                        if !isGrey { isColored = true }
                    }
                }
            }
        }
        return (isColored, (range?.high ?? 0) - (range?.low ?? 0) <= 8 * unit)
    }
}
