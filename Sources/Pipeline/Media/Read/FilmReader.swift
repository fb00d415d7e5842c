internal import FFmpegShim
internal import Files
internal import Flow
package import Report

/// The frames of a film, or of a part of it, in the order they are shown; packets of its other streams go to whoever
/// asked.
package final class FilmReader: FrameSource {
    private let request: FilmRequest
    private let part: FilmSelection
    private let contextFrames: Int
    private let demuxer: Demuxer
    /// Whether reading begins with the film; then all damage counts. Elsewhere the first frames may lack what they
    /// refer to.
    private let isFromStart: Bool
    private let video: StreamInfo
    private var frames: FilmFrames
    private var copies: CopiedPackets
    private let threads: Int
    private let mostPixels: Int
    private let turnsUpright: Bool
    /// Where in the film reading may begin, the best place first: none before the first of them is certain to give all
    /// frames of the part as they are.
    private var beginnings: ArraySlice<FilmBeginning>
    /// Tells frames by number where reading does not begin with the film.
    private let frameIndex: FrameIndex?
    /// Frames that were whole, one after the other, before the part.
    private var soundFramesBefore = 0
    private let warn: @Sendable (Notice) -> Void
    /// Frames before the part, of which the last few are its context.
    private var before: [Held<FilmFrame>] = []
    /// Frames that are to be given before another is read.
    private var ready: [Held<TicketedFrame<Frame>>] = []
    /// The first frame of the part.
    private var first: (index: Int, pts: Int64)?
    private var partEnd: Int64 = 0
    private var framesAfter = 0
    /// Frames up to the last that was read, from the film's start.
    private(set) var framesRead = 0
    private var isAtEnd = false
    private var tail: PartTail?
    private var hasWarnedOfLinearTag = false

    /// Opens the decoder. Throws `MediaError` if the film has no stream to colour.
    ///
    /// - Parameters:
    ///   - request: what of the film is read, and how.
    ///   - part: the frames that are asked for.
    ///   - contextFrames: frames to read on either side of the part, marked `isContext`.
    ///   - isFromStart: whether `demuxer` is at the film's first packet.
    ///   - index: of this film's video stream, up to the part at least, so that it is not read again; then `demuxer`,
    ///     which must be able to seek, may be anywhere.
    ///   - mostPixels: a film with larger frames is refused.
    ///   - turnsUpright: whether frames that the film shows turned are turned themselves.
    ///   - threads: of the decoder; 0 means one a core.
    ///   - decodesHastily: see `Decoder`.
    package init(
        demuxer: Demuxer, request: FilmRequest = FilmRequest(), part: FilmSelection = .whole, contextFrames: Int = 0,
        isFromStart: Bool = true, index: FrameIndex? = nil,
        mostPixels: Int = PictureLimit.usualPixels, turnsUpright: Bool = false, threads: Int,
        decodesHastily: Bool = false,
        warn: @escaping @Sendable (Notice) -> Void
    ) throws(MediaError) {
        self.demuxer = demuxer
        self.request = request
        self.part = part
        self.contextFrames = contextFrames
        self.warn = warn
        self.threads = threads
        self.mostPixels = mostPixels
        self.turnsUpright = turnsUpright
        self.isFromStart = isFromStart
        video = try demuxer.picture(number: request.videoNumber)
        frames = try FilmFrames(
            demuxer: demuxer, video: video, isFromStart: isFromStart, mostPixels: mostPixels, threads: threads,
            deinterlaces: request.isDeinterlaced, isStrict: request.isStrict, decodesHastily: decodesHastily, warn: warn
        )
        copies = CopiedPackets(
            streams: demuxer.streams, path: demuxer.path, picture: video, isPart: part.isPart)
        if let index {
            frameIndex = index
        } else {
            frameIndex = try FilmBeginning.index(for: part, video: video, demuxer: demuxer)
        }
        beginnings =
            FilmBeginning.all(
                for: part, contextFrames: contextFrames, video: video, demuxer: demuxer, index: frameIndex)[...]
        if beginnings.count > 1 || frameIndex != nil {
            try beginAnew(isFirst: frameIndex == nil)
        } else {
            beginnings = []
            connect()
        }
    }

    /// Makes reading begin at the next of `beginnings`.
    private func beginAnew(isFirst: Bool = false) throws(MediaError) {
        guard let wanted = beginnings.popFirst() else { return }
        let beginning = try wanted.go(demuxer, video: video, isFirst: isFirst)
        if beginning == .start { beginnings = [] }
        frames = try FilmFrames(
            demuxer: demuxer, video: video, isFromStart: beginning == .start, frameIndex: frameIndex,
            mostPixels: mostPixels, threads: threads, deinterlaces: request.isDeinterlaced, isStrict: request.isStrict,
            warn: warn)
        copies = CopiedPackets(
            streams: demuxer.streams, path: demuxer.path, picture: video, isPart: part.isPart)
        before = []
        soundFramesBefore = 0
        connect()
    }

    private func connect() {
        frames.onPacket = { [copies] packet throws(MediaError) in try copies.add(packet) }
        frames.isOfInterest = { [part, isFromStart] index, seconds in
            guard isFromStart || index >= FilmBeginning.settlingFrames else { return false }
            return part.place(index: index, seconds: seconds) == .inside
        }
    }

    /// Whether it is certain that no frame of the part is missing or spoiled because reading began in the middle.
    private var isCertain: Bool {
        beginnings.isEmpty || soundFramesBefore > contextFrames + FilmBeginning.settlingFrames
    }

    package var timeBase: Rational? { video.timeBase }

    /// How long the whole film is; nil if it does not say.
    package var filmSeconds: Double? { video.durationSeconds }

    /// When a frame of this film is shown, in seconds from the film's start.
    package func seconds(of ticket: FrameTicket) -> Double {
        Double(ticket.pts) * video.timeBase.value - demuxer.startSeconds
    }

    /// An estimate of how many frames there are, for the progress line; nil if the film does not say.
    package var expectedFrameCount: Int? { expectedFrameCount(of: part) }

    /// The same for any part of the film.
    package func expectedFrameCount(of part: FilmSelection) -> Int? { video.expectedFrameCount(of: part) }

    /// What has been found wrong with the frames so far.
    package var damage: [Notice] { frames.damage.notices }

    /// The same of the whole film.
    private var expectedFrameCountOfFilm: Int? { expectedFrameCount(of: .whole) }

    /// Decodes up to the first frame of the part, so that the output can be set up like it, and runs `body` on the
    /// frame that `next` will give first and on what the output is to take over.
    package func withFirstFrame<Result>(
        _ body: (borrowing TicketedFrame<Frame>, FilmOutline) throws(MediaError) -> Result
    ) throws(MediaError) -> Result {
        guard let frame = try nextFrame(), let first else {
            if part.isPart {
                throw MediaError(
                    .badInput, path: demuxer.path,
                    .noFrameInPart(filmSeconds: filmSeconds, frameCount: expectedFrameCountOfFilm))
            }
            throw MediaError(
                .badInput, path: demuxer.path, reason: "has a video stream but no frame can be decoded")
        }
        let result = try body(frame, try outline(first: first))
        ready.insert(Held(frame), at: 0)
        return result
    }

    /// Sends the packets of copied streams to `sink`, including those read so far.
    package func copyPackets(to sink: any PacketSink) throws(MediaError) {
        try copies.send(to: sink)
    }

    package func next() throws -> TicketedFrame<Frame>? { try nextFrame() }

    /// Passes on the packets of copied streams without decoding the picture any further, one packet at a time; for a
    /// film whose picture is there already. Call `copyPackets` before.
    ///
    /// - Parameter end: when the last frame of the part ends, in the picture's time base; of no use for the whole film.
    /// - Returns: how far the picture has been read, in seconds; nil when all is over.
    package func passPacket(partEnd end: Int64) throws(MediaError) -> Double? {
        if isAtEnd { return nil }
        partEnd = end
        var tail = tail ?? PartTail(streams: demuxer.streams, video: video, end: end)
        let hasPassed = try frames.passPacket { packet in
            tail.note(packet, startsInside: copies.starts(packet, before: end))
        }
        self.tail = tail
        try copies.release(before: end)
        if hasPassed, !part.isPart || !tail.isOver { return copies.position }
        isAtEnd = true
        try finish()
        return nil
    }

    /// What `next` gives, with the error's type.
    func nextFrame() throws(MediaError) -> TicketedFrame<Frame>? {
        while true {
            if !ready.isEmpty { return ready.removeFirst().take() }
            if isAtEnd { return nil }
            if let frame = try frames.next() {
                try place(frame)
            } else if first == nil && !isCertain {
                try beginAnew()
            } else {
                try end()
            }
        }
    }

    /// Finds out whether the frame is in the part, and whether it is context.
    private func place(_ frame: consuming FilmFrame) throws(MediaError) {
        if first == nil, !frames.isNumbered, !beginnings.isEmpty { return try beginAnew() }
        framesRead = frame.index + 1
        let pts = frame.times.pts
        let seconds = Double(pts) * video.timeBase.value - demuxer.startSeconds
        switch part.place(index: frame.index, seconds: seconds) {
        case .before:
            copies.drop(before: pts)
            soundFramesBefore = frame.isDamaged ? 0 : soundFramesBefore + 1
            guard contextFrames > 0 else { return }
            if before.count == contextFrames { before.removeFirst() }
            before.append(Held(frame))
        case .inside:
            if first == nil {
                if !isCertain { return try beginAnew() }
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
            if first == nil && !isCertain { return try beginAnew() }
            guard first != nil, framesAfter < contextFrames else { return try endPart() }
            framesAfter += 1
            ready.append(Held(try sourceFrame(frame, isContext: true)))
        }
    }

    /// The film goes on, but the part is over.
    private func endPart() throws(MediaError) {
        isAtEnd = true
        guard first != nil else { return }
        var tail = PartTail(streams: demuxer.streams, video: video, end: partEnd)
        while !tail.isOver {
            let hasPassed = try frames.passPacket { packet in
                tail.note(packet, startsInside: copies.starts(packet, before: partEnd))
            }
            if !hasPassed { break }
        }
        try finish()
    }

    /// The film is over.
    private func end() throws(MediaError) {
        isAtEnd = true
        if case .frames(let range) = part, let upper = range.upper, framesRead < upper, first != nil {
            warn(.filmRangeClamped(path: demuxer.path, range: range.lower..<upper, count: framesRead))
        }
        try finish()
    }

    private func finish() throws(MediaError) {
        try copies.end(at: partEnd)
        frames.damage.notices.forEach(warn)
        for (_, late) in demuxer.lateStreams.sorted(by: { $0.key < $1.key }) where isWanted(late.kind) {
            warn(.streamDropped(late.name, .beginsLate(seconds: late.seconds)))
        }
    }

    private func sourceFrame(_ frame: consuming FilmFrame, isContext: Bool) throws(MediaError) -> TicketedFrame<Frame> {
        // Where reading began somewhere in the film, frames count from the first of the part.
        let index: Int =
            if case .time = part, let first { frame.index - first.index } else { frame.index }
        guard let format = frame.frame.pixelFormat else {
            throw MediaError(.unsupported, path: demuxer.path, reason: "frame \(index) has no known pixel format")
        }
        let tags: ColorTags
        do throws(MediaError) {
            tags = try ColorTags(of: frame.frame, format: format, container: video)
        } catch {
            throw error.of(demuxer.path)
        }
        if tags.ignoresLinearTag && !hasWarnedOfLinearTag {
            hasWarnedOfLinearTag = true
            warn(.linearTagIgnored(path: demuxer.path))
        }
        let ticket = FrameTicket(
            number: index, pts: frame.times.pts, duration: frame.times.duration, name: nil, format: format, tags: tags,
            isContext: isContext, hasAlpha: frame.frame.hasAlpha(format: format))
        let orientation = turnsUpright ? video.orientation : .upright
        let stored = frame.takeFrame()
        return TicketedFrame(ticket, orientation == .upright ? stored : try stored.upright(from: orientation))
    }

    /// Frames of the film before the part's first.
    private func framesBefore(_ first: (index: Int, pts: Int64)) -> Int {
        switch part {
        case .whole: return 0
        case .frames: return first.index
        case .time:
            let seconds = Double(first.pts) * video.timeBase.value - demuxer.startSeconds
            return Int((seconds / video.secondsAFrame).rounded().clamped(to: 0...1e9))
        }
    }

    private func isWanted(_ kind: StreamInfo.Kind) -> Bool {
        switch kind {
        case .audio: request.includesAudio
        case .subtitle: request.includesSubtitles
        case .video, .data, .attachment: true
        }
    }

    private func outline(first: (index: Int, pts: Int64)) throws(MediaError) -> FilmOutline {
        let copied = demuxer.streams.filter { stream in
            stream.kind == .video ? stream.isAttachedPicture : isWanted(stream.kind)
        }
        var span: (startSeconds: Double, endSeconds: Double?)?
        if part.isPart {
            let start = Double(first.pts) * video.timeBase.value
            span = (
                start,
                expectedFrameCount.flatMap { count in
                    video.frameRate.isPositive ? start + Double(count) / video.frameRate.value : nil
                }
            )
        }
        var headers = copies.codecHeaders
        let unknown = copied.filter { CodecHeader.isInPackets(of: $0) && headers[$0.index] == nil }
        if !unknown.isEmpty {
            headers.merge(try demuxer.findCodecHeaders(of: Set(unknown.map(\.index)))) { old, _ in old }
        }
        let film = FilmOutline.Film(
            streams: demuxer.streams, metadata: try demuxer.metadata(), video: video, copied: copied,
            firstTimestamps: copies.firstTimestamps,
            codecHeaders: headers, part: span, framesBefore: framesBefore(first),
            isDeinterlaced: request.isDeinterlaced)
        return FilmOutline(film: film, origin: part.isPart ? first.pts : demuxer.negativeStart(in: video.timeBase))
    }
}
