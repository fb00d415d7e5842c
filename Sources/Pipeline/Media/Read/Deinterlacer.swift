internal import FFmpegShim

/// Makes one whole frame of each interlaced one with FFmpeg's bwdif, which looks at the frame before and the one after.
/// Frames that are whole already pass as they are, unless the first is: then the marks are wrong, and all are taken to
/// be interlaced.
final class Deinterlacer {
    private let timeBase: Rational
    private var filter: FrameFilter?
    /// A frame of another kind than the filter's, which is drained first.
    private var waiting: FilmFrame?
    private var isEnding = false
    /// Whether the last frame has been handed out.
    private(set) var isDrained = false
    // Filters forget durations.
    private var sent: [Int64: (index: Int, times: FrameClock.Times, isDamaged: Bool)] = [:]
    private var nextIndex = 0

    /// Times of frames are in `timeBase`.
    init(timeBase: Rational) { self.timeBase = timeBase }

    /// Takes a frame whose `pts` is set. `receive` must have answered nil before.
    func send(_ frame: consuming FilmFrame) throws(MediaError) {
        if let filter, !filter.takes(frame.frame) {
            waiting = consume frame
            return try filter.sendEnd()
        }
        if filter == nil { filter = try makeFilter(for: frame.frame) }
        sent[frame.times.pts] = (frame.index, frame.times, frame.isDamaged)
        try filter?.send(frame.takeFrame())
    }

    /// Tells that no frame follows.
    func sendEnd() throws(MediaError) {
        isEnding = true
        if let filter { try filter.sendEnd() } else { isDrained = true }
    }

    /// The next whole frame; nil if there is none yet, or none any more (`isDrained`).
    func receive() throws(MediaError) -> FilmFrame? {
        guard let filter else { return nil }
        switch try filter.receive() {
        case .needsFrame: return nil
        case .frame(let frame):
            let pts = frame.pointer.pointee.pts
            let (index, times, isDamaged) =
                sent.removeValue(forKey: pts)
                ?? (nextIndex, FrameClock.Times(pts: pts, duration: 1, isMoved: true), true)
            nextIndex = index + 1
            return FilmFrame(index: index, times: times, isDamaged: isDamaged, frame: frame)
        case .end:
            self.filter = nil
            if let frame = waiting.take() {
                try send(frame)
                if isEnding { try self.filter?.sendEnd() }
                return try receive()
            }
            isDrained = isEnding
            return nil
        }
    }

    private func makeFilter(for frame: borrowing Frame) throws(MediaError) -> FrameFilter {
        let which = shim_frame_is_interlaced(frame.pointer) ? "interlaced" : "all"
        return try FrameFilter("bwdif=mode=send_frame:deint=\(which)", like: frame, timeBase: timeBase)
    }
}
