package import Flow

/// Frames of a film by number, in any order. Who wants them one after the other takes `FilmReader`.
///
/// The film is opened once, and its packets are read once (`FrameIndex`), at once or when they are first needed. For a
/// frame shortly after the last one, decoding goes on; for any other it begins a little before it. Where packets are
/// not frames, or the input cannot seek, decoding begins with the film, anew for each frame before the last one. One
/// thread at a time may use it.
package final class FilmFrameReader {
    private let input: String
    private let request: FilmRequest
    private let mostPixels: Int
    private let turnsUpright: Bool
    private let threads: Int
    private let cancellation: Cancellation
    private var demuxer: Demuxer
    private let video: StreamInfo
    private var index: FrameIndex?
    /// Whether packets have been read for `index`, or are of no use.
    private var hasReadPackets: Bool
    private var isAtStart = true
    private var reader: FilmReader?
    /// The number of the frame that `reader` gives next.
    private var nextNumber = 0
    /// How many frames the film has; nil as long as nobody knows.
    package private(set) var frameCount: Int?

    /// Opens `input`.
    ///
    /// - Parameters:
    ///   - input: the film's path.
    ///   - request: what of the film is read, and how. Sound and subtitles are of no use here.
    ///   - mostPixels: a film with larger frames is refused.
    ///   - turnsUpright: whether frames that the film shows turned are turned themselves.
    ///   - threads: of the decoder; 0 means one a core.
    ///   - readsPackets: whether packets are read for their times at once; otherwise when a frame far from the last one
    ///     is asked for: who reads from the film's start on needs none.
    ///   - cancellation: makes any call throw when it is cancelled.
    package init(
        _ input: String, _ request: FilmRequest = FilmRequest(), mostPixels: Int = PictureLimit.usualPixels,
        turnsUpright: Bool = false, threads: Int, readsPackets: Bool = true, cancellation: Cancellation
    ) throws(MediaError) {
        self.input = input
        self.request = request
        self.mostPixels = mostPixels
        self.turnsUpright = turnsUpright
        self.threads = threads
        self.cancellation = cancellation
        demuxer = try Demuxer(
            input: input, continuation: request.continuation, followsPlaylists: request.followsPlaylists,
            cancellation: cancellation)
        video = try demuxer.picture(number: request.videoNumber)
        hasReadPackets = !demuxer.canSeek
        if readsPackets { try readPackets() }
    }

    /// Reads the film's packets, unless that has been done.
    private func readPackets() throws(MediaError) {
        if hasReadPackets { return }
        hasReadPackets = true
        reader = nil
        try goToStart()
        isAtStart = false
        index = try FrameIndex(in: video, demuxer)
        if let index { frameCount = index.count }
    }

    /// Whether packets tell when frames are shown, so that any is found without decoding all before it.
    package func isIndexed() throws(MediaError) -> Bool {
        try readPackets()
        return index != nil
    }

    /// How many frames the film has, if its packets tell; nil if only decoding does.
    package func count() throws(MediaError) -> Int? {
        try readPackets()
        return frameCount
    }

    /// The frame of this number, counted from the film's first. Its time is that in the whole film.
    ///
    /// Throws `MediaError` with the film's length if there is no such frame.
    package func frame(at number: Int) throws(MediaError) -> TicketedFrame<Frame> {
        do throws(MediaError) {
            return try find(number)
        } catch {
            // After a failure nothing is known of where decoding is.
            reader = nil
            throw error
        }
    }

    /// Times are written to a thousandth of a second, rounded or cut off.
    private static let timeTolerance = 0.001

    /// The number of the frame that is shown so many seconds after the film's start; nil behind the film's end. Where
    /// packets are not frames the film is decoded up to there.
    package func number(atSeconds seconds: Double) throws(MediaError) -> Int? {
        try readPackets()
        if let index, let last = index.time(of: index.count - 1) {
            let time = (seconds + Self.timeTolerance + demuxer.startSeconds) / video.timeBase.value
            // The last frame is shown for as long as the one before.
            let length = index.time(of: index.count - 2).map { last - $0 } ?? .max / 2
            guard time < Double(last) + Double(length) else { return nil }
            return index.number(upTo: Int64(time.rounded(.down).clamped(to: -0x1p62...0x1p62))) ?? 0
        }
        var shown: Int?
        try forEachFrame { number, start, duration in
            let start = start - Self.timeTolerance
            if start > seconds {
                shown = shown ?? number
                return false
            }
            shown = start + duration > seconds ? number : nil
            return true
        }
        return shown
    }

    /// The frames of a part by their numbers, without an end if the part has none; nil if there are none. Where packets
    /// are not frames the film is decoded up to the part's end.
    package func numbers(of part: FilmSelection) throws(MediaError) -> FrameRange? {
        try readPackets()
        var isOpen = false
        if case .time(_, nil) = part { isOpen = true }
        if let index {
            let numbers = index.numbers(of: part, timeBase: video.timeBase, startSeconds: demuxer.startSeconds)
            if numbers.isEmpty { return nil }
            return FrameRange(lower: numbers.lowerBound, upper: isOpen ? nil : numbers.upperBound)
        }
        var (lower, upper) = (Int?.none, 0)
        try forEachFrame { number, start, _ in
            let place = part.place(index: number, seconds: start)
            if place == .after { return false }
            if place == .inside { lower = lower ?? number }
            upper = number + 1
            return lower == nil || !isOpen
        }
        return lower.flatMap { FrameRange(lower: $0, upper: isOpen ? nil : upper) }
    }

    /// Decodes the film from its first frame on, up to its end or as long as `body` returns true.
    ///
    /// - Parameter body: gets the number of a frame, when it is shown, in seconds after the film's start, and how long.
    private func forEachFrame(
        _ body: (_ number: Int, _ start: Double, _ duration: Double) -> Bool
    ) throws(MediaError) {
        var number = 0
        while frameCount.map({ number < $0 }) ?? true {
            let ticket: FrameTicket
            do throws(MediaError) {
                ticket = try frame(at: number).ticket
            } catch {
                // Behind the last frame the film's length is known.
                if frameCount == nil { throw error }
                return
            }
            let timeBase = video.timeBase.value
            let start = Double(ticket.pts) * timeBase - demuxer.startSeconds
            if !body(number, start, Double(ticket.duration) * timeBase) { return }
            number += 1
        }
    }

    private func find(_ number: Int) throws(MediaError) -> TicketedFrame<Frame> {
        guard number >= 0, frameCount.map({ number < $0 }) ?? true else { throw missing(number) }
        let reader = try reader(for: number)
        while let frame = try reader.nextFrame() {
            if cancellation.isCancelled { throw MediaError(.ffmpeg, path: demuxer.path, reason: "interrupted") }
            nextNumber = frame.ticket.number + 1
            if nextNumber > number { return frame }
        }
        frameCount = reader.framesRead
        throw missing(number)
    }

    /// A reader that comes to that frame.
    private func reader(for number: Int) throws(MediaError) -> FilmReader {
        let isNear = number >= nextNumber && number - nextNumber <= FilmBeginning.fewFrames
        if let reader, isNear { return reader }
        // From its start the film is read as it comes.
        if !isNear || !isAtStart { try readPackets() }
        if let reader, index == nil, number >= nextNumber { return reader }
        // The decoder's memory is given back before another one is made.
        reader = nil
        if index == nil { try goToStart() }
        isAtStart = false
        let isFound = index != nil
        let part = isFound ? FrameRange(lower: number, upper: nil).map { FilmSelection.frames($0) } : nil
        let begun = try FilmReader(
            demuxer: demuxer, request: request, part: part ?? .whole, index: index, mostPixels: mostPixels,
            turnsUpright: turnsUpright, threads: threads, warn: { _ in })
        try begun.copyPackets(to: DroppedPackets())
        nextNumber = isFound ? number : 0
        reader = begun
        return begun
    }

    private func goToStart() throws(MediaError) {
        if isAtStart { return }
        if demuxer.canSeek { return try demuxer.rewind() }
        if StandardStream.isMeant(by: input) {
            throw MediaError(.badInput, path: demuxer.path, reason: "is a pipe, which cannot be read again")
        }
        demuxer = try Demuxer(
            input: input, continuation: request.continuation, followsPlaylists: request.followsPlaylists,
            cancellation: cancellation)
    }

    private func missing(_ number: Int) -> MediaError {
        let last = frameCount.map { $0 - 1 } ?? -1
        let frames = last < 0 ? "" : last == 0 ? ", only 0" : ", only 0 to \(last)"
        return MediaError(.badInput, path: demuxer.path, reason: "has no frame \(number)\(frames)")
    }
}
