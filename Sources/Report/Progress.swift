/// The arithmetic of a progress line: how far, how fast, how long still.
package struct Progress: Sendable {
    /// Frames written so far.
    var frames: Int
    /// Frames there will be, as far as is known.
    var total: Int?
    var elapsedSeconds: Double

    init(frames: Int, total: Int?, elapsedSeconds: Double) {
        self.frames = frames
        self.total = total
        self.elapsedSeconds = elapsedSeconds
    }

    /// Frames a second since the start.
    var framesPerSecond: Double { elapsedSeconds > 0 ? Double(frames) / elapsedSeconds : 0 }

    /// Seconds still to go at the speed so far; nil while that cannot be said.
    var remainingSeconds: Double? {
        guard let total, frames > 0, elapsedSeconds > 0 else { return nil }
        return Double(max(0, total - frames)) / framesPerSecond
    }

    /// "frame=120/1440 (8%) fps=14.2 elapsed=0:08 remaining=1:32". The total is an estimate for some films: it is never
    /// shown smaller than what has been done.
    var line: String {
        var parts: [String] = []
        if let total {
            let shownTotal = max(total, frames)
            let percent = shownTotal == 0 ? 100 : 100 * frames / shownTotal
            parts.append("frame=\(frames)/\(shownTotal) (\(percent)%)")
        } else {
            parts.append("frame=\(frames)")
        }
        parts.append("fps=\(Progress.oneDecimal(framesPerSecond))")
        parts.append("elapsed=\(Progress.clock(elapsedSeconds))")
        if let remainingSeconds { parts.append("remaining=\(Progress.clock(remainingSeconds))") }
        return parts.joined(separator: " ")
    }

    /// "0:08", "12:30", "1:02:03".
    package static func clock(_ seconds: Double) -> String {
        let whole = Int(min(max(0, seconds), 1e9).rounded())
        let minutesAndSeconds = { (minutes: Int, padded: Bool) in
            (padded && minutes < 10 ? "0" : "") + "\(minutes):" + (whole % 60 < 10 ? "0" : "") + "\(whole % 60)"
        }
        return whole >= 3600
            ? "\(whole / 3600):" + minutesAndSeconds(whole / 60 % 60, true) : minutesAndSeconds(whole / 60, false)
    }

    /// "14.2".
    package static func oneDecimal(_ value: Double) -> String {
        let tenths = Int((min(max(0, value), 1e12) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
