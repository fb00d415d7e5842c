internal import FFmpegShim

/// The frames of a film's picture, in the order they are shown; packets of its other streams go to whoever asked.
///
/// `@unchecked Sendable`: made on one thread and then used by the decode stage alone.
final class FilmReader: FrameSource, @unchecked Sendable {
    /// How to treat a film that ends before it should.
    enum Truncation: Sendable {
        case isAnError
        case isAWarning
    }

    let video: StreamInfo
    private let demuxer: Demuxer
    private let decoder: Decoder
    private let truncation: Truncation
    private let warn: @Sendable (String) -> Void
    private let packet: Packet
    private let frameDuration: Int64
    /// Gets every packet that is not the picture's.
    private var copyPacket: ((Packet) throws(MediaError) -> Void)?
    /// Packets read before `copyPacket` was known.
    private var heldPackets: [Packet] = []
    private var firstFrame: SourceFrame?
    private var frameCount = 0
    private var nextPTS: Int64?
    private var lastPTS: Int64?
    private var lastPacketEndSeconds = 0.0
    private var damageCount = 0
    private var damageSinceFrame = 0
    private static let mostDamageInARow = 10_000

    /// `threads` is the decoder's; 0 means one a core.
    init(
        demuxer: Demuxer, threads: Int, truncation: Truncation, warn: @escaping @Sendable (String) -> Void
    ) throws(MediaError) {
        guard let video = demuxer.mainVideo else {
            let kinds = demuxer.streams.map(\.codecName).joined(separator: ", ")
            throw MediaError(
                .badInput, path: demuxer.path,
                reason: kinds.isEmpty ? "has no streams" : "has no video stream, only \(kinds)")
        }
        self.video = video
        self.demuxer = demuxer
        self.truncation = truncation
        self.warn = warn
        decoder = try Decoder(stream: video, path: demuxer.path, threads: threads)
        packet = try Packet()
        let secondsAFrame = video.frameRate.isPositive ? video.frameRate.inverse.value : 0.04
        frameDuration = max(1, Int64((secondsAFrame / max(video.timeBase.value, 1e-9)).rounded()))
    }

    /// An estimate of how many frames there are, for the progress line; nil if the film does not say.
    var expectedFrameCount: Int? {
        if let count = video.frameCount { return count }
        guard let seconds = video.durationSeconds, video.frameRate.isPositive else { return nil }
        return Int((seconds * video.frameRate.value).rounded())
    }

    /// Decodes the first frame ahead of time, so that the output can be set up like it, and runs `body` on it.
    func withFirstFrame<Result>(
        _ body: (borrowing SourceFrame) throws(MediaError) -> Result
    ) throws(MediaError) -> Result {
        guard let frame = try decodeNext() else {
            throw MediaError(.badInput, path: demuxer.path, reason: "has a video stream but no frame can be decoded")
        }
        let result = try body(frame)
        firstFrame = consume frame
        return result
    }

    /// Sends the packets of other streams to `copy`, including those read so far.
    func copyPackets(to copy: @escaping (Packet) throws(MediaError) -> Void) throws(MediaError) {
        copyPacket = copy
        for packet in heldPackets { try copy(packet) }
        heldPackets = []
    }

    func next() throws -> SourceFrame? {
        if let frame = firstFrame.take() { return frame }
        return try decodeNext()
    }

    private func decodeNext() throws(MediaError) -> SourceFrame? {
        while true {
            switch try decoder.receive() {
            case .frame(let frame): return try sourceFrame(frame)
            case .needsPacket: try feedDecoder()
            case .damage(let error): try noteDamage(error)
            case .end:
                try checkEnd()
                return nil
            }
        }
    }

    /// Reads up to and including the next packet of the picture and gives it to the decoder.
    private func feedDecoder() throws(MediaError) {
        while true {
            var hasPacket = false
            do throws(MediaError) {
                hasPacket = try demuxer.read(into: packet)
            } catch {
                guard truncation == .isAWarning else { throw error }
                warn("\(error) after frame \(frameCount); what comes before is kept")
            }
            if !hasPacket {
                if let error = try decoder.sendEnd() { try noteDamage(error) }
                return
            }
            noteEnd(of: packet)
            if packet.streamIndex == video.index {
                if let error = try decoder.send(packet) { try noteDamage(error) }
                return
            } else if let copyPacket {
                try copyPacket(packet)
            } else {
                heldPackets.append(try packet.taken())
            }
        }
    }

    private func noteEnd(of packet: Packet) {
        let streams = demuxer.streams
        guard streams.indices.contains(packet.streamIndex), let end = packet.endTimestamp else { return }
        lastPacketEndSeconds = max(lastPacketEndSeconds, Double(end) * streams[packet.streamIndex].timeBase.value)
    }

    private func noteDamage(_ error: MediaError) throws(MediaError) {
        damageCount += 1
        if damageCount == 1 { warn("\(error), first after frame \(frameCount)") }
        // A decoder that gives nothing but errors will not stop by itself.
        damageSinceFrame += 1
        if damageSinceFrame > FilmReader.mostDamageInARow { throw error }
    }

    private func sourceFrame(_ frame: consuming Frame) throws(MediaError) -> SourceFrame {
        guard let format = PixelFormat(frame.format) else {
            throw MediaError(.unsupported, path: demuxer.path, reason: "frame \(frameCount) has no known pixel format")
        }
        let tags: ColorTags
        do throws(MediaError) {
            tags = try ColorTags(of: frame, format: format, container: video)
        } catch {
            throw MediaError(error.code, path: demuxer.path, reason: error.reason)
        }
        var pts = frame.bestTimestamp ?? nextPTS ?? 0
        // An encoder wants every timestamp greater than the one before.
        if let lastPTS, pts <= lastPTS { pts = lastPTS &+ 1 }
        let stated = shim_frame_duration(frame.pointer)
        let duration = stated > 0 ? stated : frameDuration
        lastPTS = pts
        nextPTS = pts &+ duration
        let containerAspect = video.parameters.stream.pointee.sample_aspect_ratio
        if containerAspect.num > 0 { frame.pointer.pointee.sample_aspect_ratio = containerAspect }
        damageSinceFrame = 0
        defer { frameCount += 1 }
        return SourceFrame(
            info: FrameInfo(
                index: frameCount, pts: pts, duration: duration, name: nil, format: format, tags: tags,
                hasAlpha: frame.hasAlpha(format: format)),
            frame: frame)
    }

    /// A file that was cut off may end without any error: then it is shorter than it says.
    private func checkEnd() throws(MediaError) {
        if damageCount > 1 { warn("\(demuxer.path): \(damageCount) packets could not be decoded") }
        // The longest stream counts, which may be the sound. Headers round: a second and two per cent are allowed for.
        guard let stated = demuxer.statedEndSeconds, lastPacketEndSeconds < stated * 0.98 - 1 else { return }
        let reason =
            "breaks off after \(frameCount) frames, at \(Progress.clock(lastPacketEndSeconds)) "
            + "of \(Progress.clock(stated))"
        guard truncation == .isAWarning else {
            throw MediaError(
                .badInput, path: demuxer.path, reason: "\(reason); --keep-going keeps what can be read")
        }
        warn("\(demuxer.path): \(reason)")
    }
}
