import Report

extension Progress {
    /// "frame=120/1440 (8%) fps=14.2 elapsed=0:08 remaining=1:32". The total is an estimate for some films: it is never
    /// shown smaller than what has been done.
    var line: String {
        let done = earlierFrames + frames
        var parts: [String] = []
        if let total {
            let shownTotal = max(total, done)
            let percent = shownTotal == 0 ? 100 : 100 * done / shownTotal
            parts.append("frame=\(done)/\(shownTotal) (\(percent)%)")
        } else {
            parts.append("frame=\(done)")
        }
        parts.append("fps=\(Words.oneDecimal(framesPerSecond))")
        parts.append("elapsed=\(Words.clock(elapsedSeconds))")
        if let remainingSeconds { parts.append("remaining=\(Words.clock(remainingSeconds))") }
        return parts.joined(separator: " ")
    }
}
