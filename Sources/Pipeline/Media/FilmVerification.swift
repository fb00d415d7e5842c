internal import FFmpegShim
internal import Files
internal import Glibc

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

    /// What a finished film should be, as far as its container can store it.
    struct Expectation {
        /// Its name in messages.
        let name: String
        let width: Int
        let height: Int
        /// Time base of the times below.
        let timeBase: Rational
        /// Whether the container begins where it likes.
        let choosesStart: Bool
        /// Whether the container says how long the last frame lasts.
        let storesLastDuration: Bool
        /// Bytes of each frame in a file of samples and nothing else, which says of itself neither size nor format; nil
        /// for all others.
        let rawFrameBytes: Int?
        /// Pictures, sounds and subtitles there are, cover art included. (MP4 keeps chapters as a stream of data.)
        let streamKinds: [StreamInfo.Kind: Int]
        let hasColor: Bool
        /// When each frame is shown: eight bytes a frame, which is little beside a film.
        private var times: [Int64] = []
        /// When the last one ends.
        private var end: Int64 = 0

        init(
            name: String, width: Int, height: Int, timeBase: Rational, choosesStart: Bool, storesLastDuration: Bool,
            rawFrameBytes: Int? = nil, streamKinds: [StreamInfo.Kind: Int], hasColor: Bool
        ) {
            self.name = name
            self.width = width
            self.height = height
            self.timeBase = timeBase
            self.choosesStart = choosesStart
            self.storesLastDuration = storesLastDuration
            self.rawFrameBytes = rawFrameBytes
            self.streamKinds = streamKinds
            self.hasColor = hasColor
        }

        /// The next frame is to be shown at `pts` for `duration`, in `timeBase`.
        mutating func add(pts: Int64, duration: Int64) {
            times.append(pts)
            end = pts &+ duration
        }

        /// Decodes the file at `path`. Throws a `MediaError` that names the first difference.
        ///
        /// - Parameters:
        ///   - earliestSeconds: when the first packet of any stream is decoded. Most containers have no times before 0:
        ///     if this is one, they move the whole film by so much at most.
        ///   - comparesTimes: whether the container holds the frames' times.
        ///   - comparesEnd: whether the last frame shown is also the last one stored. Of others FFmpeg writes a duration
        ///     (into the edit list of MP4) but does not read it.
        func check(
            _ path: String, earliestSeconds: Double = 0, comparesTimes: Bool = true, comparesEnd: Bool = true
        ) throws(MediaError) {
            if let rawFrameBytes { return try checkSize(of: path, frameBytes: rawFrameBytes) }
            let demuxer = try Demuxer(input: path, cancellation: Cancellation())
            let found = FilmVerification.countKinds(of: demuxer.streams)
            for (kind, count) in streamKinds where found[kind, default: 0] != count {
                throw difference("it has \(found[kind, default: 0]) \(kind) streams instead of \(count)")
            }
            let video = try demuxer.picture(number: 0)
            let frames = try FilmFrames(
                demuxer: demuxer, video: video, threads: 0, deinterlaces: false, isStrict: true,
                ignored: comparesTimes ? [.brokenOff] : [.brokenOff, .badTime, .timeJump],
                warn: { _ in })
            // One tick of either clock: times were rounded from one to the other.
            let tolerance = 1.01 * (video.timeBase.value + timeBase.value)
            var count = 0
            var isColored = false
            var isFlat = true
            var shift = 0.0
            var start: Double?
            var lastEnd = 0.0
            while let frame = try frames.next() {
                let seconds = Double(frame.times.pts) * video.timeBase.value
                start = start ?? seconds
                lastEnd = seconds + Double(frame.times.duration) * video.timeBase.value
                if comparesTimes, count < times.count {
                    let wanted = Double(times[count]) * timeBase.value
                    if count == 0 {
                        let move = seconds - wanted
                        let isAllowed = move > 0 && move <= tolerance - earliestSeconds
                        if choosesStart || isAllowed { shift = move }
                    }
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
            // Packets have no durations of their own if they are stored in another order than their frames are shown.
            if let start, let duration = video.durationSeconds { lastEnd = start + duration }
            if storesLastDuration && comparesEnd {
                try checkEnd(lastEnd, shift: shift, tolerance: tolerance + video.secondsAFrame)
            }
            // A picture that is black from edge to edge has no colour.
            if hasColor && !isColored && !isFlat { throw difference("it has no colour") }
        }

        private func checkEnd(_ lastEnd: Double, shift: Double, tolerance: Double) throws(MediaError) {
            let wantedEnd = Double(end) * timeBase.value + shift
            if abs(lastEnd - wantedEnd) > tolerance {
                throw difference("it ends at \(lastEnd) s instead of \(wantedEnd) s")
            }
        }

        private func checkSize(of path: String, frameBytes: Int) throws(MediaError) {
            var status = stat()
            guard stat(path, &status) == 0 else {
                throw MediaError(.writing, path: name, reason: FileError.text(errno))
            }
            let wanted = times.count * frameBytes
            if Int(status.st_size) != wanted {
                throw difference("it has \(status.st_size) bytes instead of \(wanted)")
            }
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
