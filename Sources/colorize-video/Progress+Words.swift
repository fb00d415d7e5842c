import Report

extension Progress {
    /// "frame=120/1440 (8.3%) size=1.2MB fps=14.2 elapsed=0:08 remaining=1:32" in at most `columns` columns, of any
    /// length if that is nil. Where there is too little room, what matters least is left out: the size of the pictures
    /// so far, the elapsed time, the speed, the time left, and only then the end of the rest. The total is an estimate
    /// for some films: it is never shown smaller than what has been done.
    func line(columns: Int? = nil) -> String {
        let done = earlierFrames + frames
        let shownTotal = total.map { max($0, done) }
        let frame = "frame=\(done)\(shownTotal.map { "/\($0)" } ?? "")"
        let percent = shownTotal.map { "\(Progress.percent(done, of: $0))%" }
        let place = frame + (percent.map { " (\($0))" } ?? "")
        let fps = "fps=\(Words.oneDecimal(framesPerSecond))"
        let elapsed = "elapsed=\(Words.clock(elapsedSeconds))"
        let remaining = remainingSeconds.map { "remaining=\(Words.clock($0))" }
        let size = byteCount > 0 ? "size=\(Words.oneDecimal(Double(byteCount) / 1e6))MB" : nil
        let lines = [
            [place, size, fps, elapsed, remaining], [place, fps, elapsed, remaining], [place, fps, remaining],
            [place, remaining], [place], [percent],
        ]
        .map { $0.compactMap(\.self).joined(separator: " ") }
        guard let columns else { return lines[0] }
        let fitting = lines.first { !$0.isEmpty && $0.utf8.count <= columns }
        return fitting ?? String(frame.prefix(max(0, columns)))
    }

    /// "8.3", rounded down, so that 100.0 means all.
    private static func percent(_ done: Int, of total: Int) -> String {
        let tenths = total == 0 ? 1000 : Int((1000 * Double(done) / Double(total)).rounded(.down))
        return "\(tenths / 10).\(tenths % 10)"
    }
}
