internal import FFmpegShim

/// The frames of a film, or of a part of it, in the order they are shown; packets of its other streams go to whoever
/// asked.
///
/// `@unchecked Sendable`: made on one thread and then used by the decode stage alone.
final class FilmReader: FrameSource, @unchecked Sendable {
    /// What to read of a film, and how.
    struct Options {
        var part = FilmSelection.whole
        /// Frames to read on either side of the part, marked `isContext`.
        var contextFrames = 0
        /// Which video stream, counted among them from 0; nil for the one FFmpeg thinks best.
        var videoNumber: Int?
        var includesAudio = true
        var includesSubtitles = true
        var deinterlaces = false
        /// Whether the first damage stops the run.
        var isStrict = false
        /// Threads of the decoder; 0 means one a core.
        var threads = 0
    }

    private let options: Options
    private let demuxer: Demuxer
    private let video: StreamInfo
    private let frames: FilmFrames
    private let copies: CopiedPackets
    private let warn: @Sendable (String) -> Void
    /// Frames before the part, of which the last few are its context.
    private var before: [Held<FilmFrame>] = []
    /// Frames that are to be given before another is read.
    private var ready: [Held<SourceFrame>] = []
    /// The first frame of the part.
    private var first: (index: Int, pts: Int64)?
    private var partEnd: Int64 = 0
    private var framesAfter = 0
    private var framesRead = 0
    private var isAtEnd = false

    /// Opens the decoder. Throws `MediaError` if the film has no stream to colour.
    init(demuxer: Demuxer, options: Options, warn: @escaping @Sendable (String) -> Void) throws(MediaError) {
        self.demuxer = demuxer
        self.options = options
        self.warn = warn
        video = try demuxer.picture(number: options.videoNumber)
        frames = try FilmFrames(
            demuxer: demuxer, video: video, threads: options.threads, deinterlaces: options.deinterlaces,
            isStrict: options.isStrict, warn: warn)
        copies = CopiedPackets(
            streams: demuxer.streams, path: demuxer.path, pictureTimeBase: video.timeBase, isPart: options.part.isPart)
        frames.onOtherPacket = { [copies] packet throws(MediaError) in try copies.add(packet) }
        if case .time(let start, _) = options.part, start > 0 {
            // Enough for the context at any likely frame rate, and for what an open group of pictures refers to.
            let rate = video.frameRate.isPositive ? video.frameRate.value : 25
            let margin = 2 * Double(options.contextFrames + 1) / rate + 1
            if start > margin { _ = demuxer.seek(toSeconds: demuxer.startSeconds + start - margin) }
        }
    }

    var timeBase: Rational? { video.timeBase }

    /// An estimate of how many frames there are, for the progress line; nil if the film does not say.
    var expectedFrameCount: Int? {
        let seconds = video.durationSeconds
        let rate = video.frameRate
        let inFilm =
            video.frameCount
            ?? seconds.flatMap { rate.isPositive ? Int(($0 * rate.value).rounded().clamped(to: 0...1e12)) : nil }
        switch options.part {
        case .whole: return inFilm
        case .frames(let range): return inFilm.map { range.clamped(toCount: $0).count }
        case .time(let start, let duration):
            let left = seconds.map { max(0, $0 - start) }
            guard let part = [left, duration].compactMap({ $0 }).min(), rate.isPositive else { return nil }
            return Int((part * rate.value).rounded(.up).clamped(to: 0...1e12))
        }
    }

    /// Decodes up to the first frame of the part, so that the output can be set up like it, and runs `body` on the
    /// frame that `next` will give first and on what the output is to take over.
    func withFirstFrame<Result>(
        _ body: (borrowing SourceFrame, FilmOutline) throws(MediaError) -> Result
    ) throws(MediaError) -> Result {
        guard let frame = try nextFrame(), let first else {
            throw MediaError(
                .badInput, path: demuxer.path,
                reason: options.part.isPart
                    ? "has no frames in the part asked for" : "has a video stream but no frame can be decoded")
        }
        let result = try body(frame, outline(first: first))
        ready.insert(Held(frame), at: 0)
        return result
    }

    /// Sends the packets of copied streams to `write`, including those read so far.
    func copyPackets(to write: @escaping (Packet) throws(MediaError) -> Void) throws(MediaError) {
        try copies.send(to: write)
    }

    func next() throws -> SourceFrame? { try nextFrame() }

    private func nextFrame() throws(MediaError) -> SourceFrame? {
        while true {
            if !ready.isEmpty { return ready.removeFirst().take() }
            if isAtEnd { return nil }
            if let frame = try frames.next() { try place(frame) } else { try end() }
        }
    }

    /// Finds out whether the frame is in the part, and whether it is context.
    private func place(_ frame: consuming FilmFrame) throws(MediaError) {
        framesRead = frame.index + 1
        let pts = frame.times.pts
        let seconds = Double(pts) * video.timeBase.value - demuxer.startSeconds
        switch options.part.place(index: frame.index, seconds: seconds) {
        case .before:
            copies.drop(before: pts)
            guard options.contextFrames > 0 else { return }
            if before.count == options.contextFrames { before.removeFirst() }
            before.append(Held(frame))
        case .inside:
            if first == nil {
                first = (frame.index, pts)
                copies.begin(at: pts)
                for held in before {
                    if let frame = held.take() { ready.append(Held(try sourceFrame(frame, isContext: true))) }
                }
                before = []
            }
            partEnd = pts &+ frame.times.duration
            try copies.release(before: partEnd)
            ready.append(Held(try sourceFrame(frame, isContext: false)))
        case .after:
            guard first != nil, framesAfter < options.contextFrames else { return try endPart() }
            framesAfter += 1
            ready.append(Held(try sourceFrame(frame, isContext: true)))
        }
    }

    /// The film goes on, but the part is over.
    private func endPart() throws(MediaError) {
        isAtEnd = true
        guard first != nil else { return }
        // Sound may be stored some way behind its picture: read until it has come as far. A picture ten seconds on says
        // that there is no more.
        var unfinished = Set(demuxer.streams.filter { $0.kind == .audio }.map(\.index))
        let farEnd = partEnd &+ Int64((10 / max(video.timeBase.value, 1e-9)).clamped(to: 0...0x1p40))
        try frames.readOtherPackets { packet in
            if packet.streamIndex == video.index {
                if let time = packet.decodingTimestamp, time > farEnd { return false }
            } else if !copies.starts(packet, before: partEnd) {
                unfinished.remove(packet.streamIndex)
            }
            return !unfinished.isEmpty
        }
        try finish()
    }

    /// The film is over.
    private func end() throws(MediaError) {
        isAtEnd = true
        if case .frames(let range) = options.part, let upper = range.upper, framesRead < upper, first != nil {
            warn("\(demuxer.path) has only \(framesRead) frames; --frames \(range) ends there")
        }
        try finish()
    }

    private func finish() throws(MediaError) {
        try copies.release(before: partEnd)
        for line in frames.damage.lines { warn(line) }
    }

    private func sourceFrame(_ frame: consuming FilmFrame, isContext: Bool) throws(MediaError) -> SourceFrame {
        // Where reading began somewhere in the film, frames count from the first of the part.
        let index: Int =
            if case .time = options.part, let first { frame.index - first.index } else { frame.index }
        guard let format = PixelFormat(frame.frame.format) else {
            throw MediaError(.unsupported, path: demuxer.path, reason: "frame \(index) has no known pixel format")
        }
        let tags: ColorTags
        do throws(MediaError) {
            tags = try ColorTags(of: frame.frame, format: format, container: video)
        } catch {
            throw MediaError(error.code, path: demuxer.path, reason: error.reason)
        }
        let info = FrameInfo(
            index: index, pts: frame.times.pts, duration: frame.times.duration, name: nil, format: format, tags: tags,
            isContext: isContext, hasAlpha: frame.frame.hasAlpha(format: format))
        return SourceFrame(info: info, frame: frame.takeFrame())
    }

    private func outline(first: (index: Int, pts: Int64)) -> FilmOutline {
        let copied = demuxer.streams.filter { stream in
            switch stream.kind {
            case .video: stream.isAttachedPicture
            case .audio: options.includesAudio
            case .subtitle: options.includesSubtitles
            case .data, .attachment: true
            }
        }
        var part: (startSeconds: Double, endSeconds: Double?)?
        if options.part.isPart {
            let start = Double(first.pts) * video.timeBase.value
            part = (
                start,
                expectedFrameCount.flatMap { count in
                    video.frameRate.isPositive ? start + Double(count) / video.frameRate.value : nil
                }
            )
        }
        let film = FilmOutline.Film(
            demuxer: demuxer, video: video, copied: copied, firstTimestamps: copies.firstTimestamps, part: part)
        return FilmOutline(film: film, origin: options.part.isPart ? first.pts : nil)
    }
}

/// A frame that waits in a list, which cannot hold what is not copyable.
private final class Held<Value: ~Copyable> {
    private var value: Value?

    init(_ value: consuming Value) { self.value = consume value }

    func take() -> Value? { value.take() }
}
