internal import FFmpegShim
internal import Report

/// A decoded frame of a film with its place in it.
struct FilmFrame: ~Copyable {
    /// Number in the film, from 0; from where reading went on, if it did not begin with the film and nothing numbers
    /// the frames.
    let index: Int
    let times: FrameClock.Times
    /// Whether the decoder had to guess parts of it, or reported errors.
    let isDamaged: Bool
    let frame: Frame

    /// The frame alone.
    consuming func takeFrame() -> Frame { frame }
}

/// The frames of a film's picture in the order they are shown, all of one size, each at a time of its own; deinterlaced
/// if that is wished. What is wrong with the film is counted in `damage`.
final class FilmFrames {
    let video: StreamInfo
    /// Sees every packet; it may take the contents of those that are not the picture's.
    var onPacket: (Packet) throws(MediaError) -> Void = { _ throws(MediaError) in }
    /// Whether damage at the frame of this number and time, in seconds from the film's start, is of any interest.
    var isOfInterest: (_ index: Int, _ seconds: Double) -> Bool = { _, _ in true }
    private(set) var damage: DamageLog
    private let demuxer: Demuxer
    private let decoder: Decoder
    private let packet: Packet
    private var clock: FrameClock
    private var decodedCount = 0
    /// Numbers frames where reading did not begin with the film; nil where they are counted.
    private let frameIndex: FrameIndex?
    /// Whether the frames so far follow one another in the index, too: otherwise their numbers are not certain.
    private(set) var isNumbered = true
    /// The number of the next frame, once it is known.
    private var nextNumber: Int?
    private var lastSeconds = 0.0
    private var size: (width: Int, height: Int)?
    private var scaler: FrameFilter?
    private var deinterlacer: Deinterlacer?
    private let warn: @Sendable (Notice) -> Void
    private var hasToldOfFields = false
    private var hasReadAll = false
    private var lastPacketEndSeconds = 0.0
    private var jointCount: Int
    private var videoPacketCount = 0
    /// Whether packets before the first key frame are of no use: reading began somewhere in the film.
    private var awaitsKeyFrame: Bool
    /// Whether reading began with the film.
    private let isFromStart: Bool
    private var damageSinceFrame = 0
    private static let mostDamageInARow = 10_000

    /// `isFromStart` says that reading begins with the film, not somewhere in it; then `frameIndex` numbers the frames,
    /// if there is one. `threads` is the decoder's; 0 means one a core. With `isStrict` the first damage is thrown,
    /// except kinds that are `ignored`. For `decodesHastily` see `Decoder`.
    init(
        demuxer: Demuxer, video: StreamInfo, isFromStart: Bool = true,
        frameIndex: FrameIndex? = nil, mostPixels: Int = PictureLimit.usualPixels, threads: Int, deinterlaces: Bool,
        isStrict: Bool, ignored: Set<FilmDamage.Kind> = [], decodesHastily: Bool = false,
        warn: @escaping @Sendable (Notice) -> Void
    ) throws(MediaError) {
        self.demuxer = demuxer
        self.video = video
        self.warn = warn
        self.isFromStart = isFromStart
        self.frameIndex = isFromStart ? nil : frameIndex
        awaitsKeyFrame = !isFromStart
        jointCount = demuxer.jointCount
        decoder = try Decoder(
            stream: video, path: demuxer.path, mostPixels: mostPixels, threads: threads, isHasty: decodesHastily)
        packet = try Packet()
        damage = DamageLog(path: demuxer.path, isStrict: isStrict, ignored: ignored)
        let ticks = (video.secondsAFrame / max(video.timeBase.value, 1e-9)).rounded()
        clock = FrameClock(usualDuration: Int64(ticks.clamped(to: 1...0x1p40)))
        if deinterlaces { deinterlacer = Deinterlacer(timeBase: video.timeBase) }
    }

    /// The next frame; nil after the last.
    func next() throws(MediaError) -> FilmFrame? {
        guard let deinterlacer else { return try nextDecoded() }
        while true {
            if let frame = try deinterlacer.receive() { return frame }
            if deinterlacer.isDrained { return nil }
            if let frame = try nextDecoded() {
                try deinterlacer.send(frame)
            } else {
                try deinterlacer.sendEnd()
            }
        }
    }

    /// Reads one packet for the sake of the other streams alone, shows it to `look` and passes it on; false at the end.
    func passPacket(_ look: (Packet) -> Void) throws(MediaError) -> Bool {
        guard !hasReadAll, try readPacket() else { return false }
        look(packet)
        try onPacket(packet)
        return true
    }

    private func nextDecoded() throws(MediaError) -> FilmFrame? {
        while true {
            switch try decoder.receive() {
            case .frame(let frame): return try timed(frame)
            case .needsPacket: try feedDecoder()
            case .damage(let error): try noteUndecodable(error)
            case .end:
                if let report = decoder.takeReports(), isOfInterest(decodedCount, lastSeconds) {
                    try damage.note(.reportedFrame, at: placeAfter, detail: .report(report.first))
                }
                return nil
            }
        }
    }

    private func timed(_ decoded: consuming Frame) throws(MediaError) -> FilmFrame {
        let times = clock.next(
            pts: decoded.bestTimestamp, duration: shim_frame_duration(decoded.pointer))
        lastSeconds = Double(times.pts) * video.timeBase.value - demuxer.startSeconds
        decodedCount = number(at: times.pts)
        let place = FilmDamage.Place.frame(decodedCount, seconds: lastSeconds)
        let isGuessed = shim_frame_is_damaged(decoded.pointer)
        let report = decoder.takeReports()
        if isOfInterest(decodedCount, lastSeconds) {
            if times.isMoved { try damage.note(.badTime, at: place) }
            if isGuessed {
                try damage.note(.guessedFrame, at: place)
            } else if let report {
                try damage.note(.reportedFrame, at: place, detail: .report(report.first))
            }
        }
        damageSinceFrame = 0
        decodedCount += 1

        let containerAspect = video.parameters.stream.pointee.sample_aspect_ratio
        if containerAspect.num > 0 { decoded.pointer.pointee.sample_aspect_ratio = containerAspect }
        let frame = try ofOneSize(decoded, place: place)
        frame.pointer.pointee.pts = times.pts
        tellOfFields(frame)
        return FilmFrame(
            index: decodedCount - 1, times: times, isDamaged: isGuessed || report != nil, frame: frame)
    }

    /// The number of the frame that is shown at `time`, the next one.
    private func number(at time: Int64) -> Int {
        guard let frameIndex else { return decodedCount }
        let known = frameIndex.number(of: time)
        let number = nextNumber ?? known ?? 0
        // Beyond the index frames are counted on.
        if known != number, number < frameIndex.count { isNumbered = false }
        nextNumber = number + 1
        return number
    }

    /// Scales frames of another size than the first's to that.
    private func ofOneSize(_ frame: consuming Frame, place: FilmDamage.Place) throws(MediaError) -> Frame {
        guard let size else {
            size = (frame.width, frame.height)
            return frame
        }
        if frame.width == size.width && frame.height == size.height { return frame }
        if isOfInterest(decodedCount - 1, lastSeconds) {
            try damage.note(
                .otherSize, at: place,
                detail: .size(
                    width: frame.width, height: frame.height, firstWidth: size.width, firstHeight: size.height))
        }
        let filter: FrameFilter
        if let scaler, scaler.takes(frame) {
            filter = scaler
        } else {
            filter = try FrameFilter(
                "scale=\(size.width):\(size.height):flags=lanczos+accurate_rnd", like: frame, timeBase: video.timeBase)
            scaler = filter
        }
        try filter.send(frame)
        guard case .frame(let scaled) = try filter.receive() else {
            throw MediaError(.ffmpeg, path: demuxer.path, reason: "cannot scale a frame")
        }
        return scaled
    }

    private func tellOfFields(_ frame: borrowing Frame) {
        guard !hasToldOfFields, deinterlacer == nil, shim_frame_is_interlaced(frame.pointer) else { return }
        hasToldOfFields = true
        warn(
            .interlaced(path: demuxer.path, hasTopFieldFirst: shim_frame_is_top_field_first(frame.pointer)))
    }

    /// Reads up to and including the next packet of the picture and gives it to the decoder.
    private func feedDecoder() throws(MediaError) {
        while try readPacket() {
            let isPicture = packet.streamIndex == video.index
            try onPacket(packet)
            if isPicture {
                videoPacketCount += 1
                if awaitsKeyFrame && !packet.isKey { continue }
                awaitsKeyFrame = false
                if let error = try decoder.send(packet) { try noteUndecodable(error) }
                return
            }
        }
        if let error = try decoder.sendEnd() { try noteUndecodable(error) }
    }

    /// Reads the next packet of any stream; false at the end, or where the file cannot be read any further.
    private func readPacket() throws(MediaError) -> Bool {
        do throws(MediaError) {
            if try demuxer.read(into: packet) {
                noteTimes(of: packet)
                if demuxer.jointCount > jointCount {
                    jointCount = demuxer.jointCount
                    if isOfInterest(decodedCount, lastSeconds) { try damage.note(.timeJump, at: placeAfter) }
                }
                return true
            }
            hasReadAll = true
            try noteEarlyEnd()
        } catch {
            hasReadAll = true
            if error.code != .ffmpeg || demuxer.isCancelled { throw error }
            try damage.note(.readFailure, at: placeAfter, detail: .report(error.reason))
        }
        return false
    }

    private var placeAfter: FilmDamage.Place { .afterFrame(decodedCount, seconds: lastSeconds) }

    private func noteTimes(of packet: Packet) {
        let streams = demuxer.streams
        guard streams.indices.contains(packet.streamIndex), let end = packet.endTimestamp else { return }
        lastPacketEndSeconds = max(lastPacketEndSeconds, Double(end) * streams[packet.streamIndex].timeBase.value)
    }

    private func noteUndecodable(_ error: MediaError) throws(MediaError) {
        _ = decoder.takeReports()
        if isOfInterest(decodedCount, lastSeconds) {
            try damage.note(.undecodablePacket, at: placeAfter, detail: .report(error.reason))
        }
        // A decoder that gives nothing but errors will not stop by itself.
        damageSinceFrame += 1
        if damageSinceFrame > FilmFrames.mostDamageInARow { throw error }
    }

    /// A file that was cut off may end without any error: then it is shorter than it says, or has fewer frames.
    private func noteEarlyEnd() throws(MediaError) {
        // The longest stream counts, which may be the sound. Headers round: a second and two per cent are allowed for.
        if let stated = demuxer.statedEndSeconds, lastPacketEndSeconds < stated * 0.98 - 1 {
            try damage.note(
                .brokenOff,
                at: .end(frames: decodedCount, seconds: lastPacketEndSeconds, of: stated))
            return
        }
        // Counts include frames that AVI leaves empty: what is there must be too short as well.
        guard isFromStart, let count = video.frameCount, videoPacketCount < count * 98 / 100 - 1 else { return }
        if lastPacketEndSeconds - demuxer.startSeconds < Double(count) * video.secondsAFrame * 0.98 - 0.5 {
            try damage.note(
                .brokenOff,
                at: .endOfFrames(videoPacketCount, of: count, seconds: lastPacketEndSeconds))
        }
    }
}
