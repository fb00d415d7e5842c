internal import FFmpegShim
internal import Files
internal import Flow
internal import Glibc
internal import Report

/// Decodes a finished film and compares it with what was written.
package struct FilmVerification: FilmCheck {
    private let expected: ExpectedFilm
    /// When each frame is shown: eight bytes per frame, which is little beside a film.
    private var times: [Int64] = []
    /// When the last one ends.
    private var end: Int64 = 0

    package init(of expected: ExpectedFilm) { self.expected = expected }

    package mutating func add(pts: Int64, duration: Int64) {
        times.append(pts)
        end = pts &+ duration
    }

    package func check(
        _ path: String, hasColor: Bool, earliestSeconds: Double = 0, comparesTimes: Bool = true,
        comparesEnd: Bool = true
    ) throws(MediaError) {
        let timeBase = expected.timeBase
        if let rawFrameBytes = expected.rawFrameBytes { return try checkSize(of: path, frameBytes: rawFrameBytes) }
        let demuxer = try Demuxer(input: path, cancellation: Cancellation())
        let found = StreamInfo.countKinds(of: demuxer.streams)
        for (kind, count) in expected.streamKinds where found[kind, default: 0] != count {
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
        var isColored = !hasColor
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
                    if expected.choosesStart || isAllowed { shift = move }
                }
                if abs(seconds - wanted - shift) > tolerance {
                    throw difference("frame \(count) is shown at \(seconds) s instead of \(wanted) s")
                }
            }
            if count == 0, frame.frame.width != expected.width || frame.frame.height != expected.height {
                throw difference(
                    "it is \(frame.frame.width)x\(frame.frame.height) instead of \(expected.width)x\(expected.height)"
                )
            }
            count += 1
            if !isColored { isColored = try frame.frame.coloredShare(threshold: 2) > 0 }
        }
        if count != times.count { throw difference("it has \(count) frames instead of \(times.count)") }
        // Packets have no durations of their own if they are stored in another order than their frames are shown.
        if let start, let duration = video.durationSeconds { lastEnd = start + duration }
        if expected.storesLastDuration && comparesEnd {
            try checkEnd(lastEnd, shift: shift, tolerance: tolerance + video.secondsAFrame)
        }
        if !isColored { throw difference("it has no colour") }
    }

    private func checkEnd(_ lastEnd: Double, shift: Double, tolerance: Double) throws(MediaError) {
        let wantedEnd = Double(end) * expected.timeBase.value + shift
        if abs(lastEnd - wantedEnd) > tolerance {
            throw difference("it ends at \(lastEnd) s instead of \(wantedEnd) s")
        }
    }

    private func checkSize(of path: String, frameBytes: Int) throws(MediaError) {
        var status = stat()
        guard stat(path.systemPath, &status) == 0 else {
            throw MediaError(.writing, path: expected.name, reason: FileError.text(errno))
        }
        let wanted = times.count * frameBytes
        if Int(status.st_size) != wanted {
            throw difference("it has \(status.st_size) bytes instead of \(wanted)")
        }
    }

    private func difference(_ reason: String) -> MediaError {
        MediaError(.writing, path: expected.name, reason: "the finished film is not what was made: \(reason)")
    }
}
