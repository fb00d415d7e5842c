internal import FFmpegShim
internal import Files

/// Encodes a film's frames and writes them with the streams that are copied; a file gets its final name when it is
/// complete.
///
/// `@unchecked Sendable`: made on one thread; then `write` and `finish` belong to the encode stage, and `copy`, which
/// touches only the muxer and its own counter, to the decode stage.
final class FilmWriter: FrameSink, @unchecked Sendable {
    private let streams: OutputStreams
    private let encoder: Encoder
    private let muxer: Muxer
    private let pixelFormat: PixelFormat
    /// The tags of the first frame's picture: the file says them once for all.
    private let tags: ColorTags
    /// Size of the film's picture.
    let width: Int
    let height: Int
    private let packet: Packet
    private let outline: FilmOutline
    private let warn: @Sendable (String) -> Void
    /// What the finished file is compared with; nil if it is not.
    private var expectation: FilmVerification.Expectation?
    private var lastPTS: Int64?
    private var unusableCopies = 0
    private let writingPath: String
    /// nil for standard output.
    private var file: UnfinishedFile?

    /// Opens the encoder for frames like `firstFrame` and writes the output's header. Streams that the container
    /// cannot hold are named in a warning each. With `replaces` the file may take the place of another; with `verification`
    /// it is decoded and compared when it is finished.
    init(
        container: OutputContainer, settings: EncoderSettings, outline: FilmOutline,
        replaces: Bool, verification: FilmVerification? = nil, firstFrame: borrowing SourceFrame,
        warn: @escaping @Sendable (String) -> Void
    ) throws(MediaError) {
        width = firstFrame.frame.width
        height = firstFrame.frame.height
        let choice = try EncoderChoice(
            settings: settings, container: container, source: firstFrame,
            hasConstantFrameRate: outline.hasConstantFrameRate)
        choice.warnings.forEach(warn)
        pixelFormat = choice.pixelFormat
        tags = choice.tags(from: outline.tags(of: firstFrame.info), width: width, height: height)
        self.outline = outline
        self.warn = warn
        let countsFrames = container.countsFrames && outline.frameRate.isPositive
        encoder = try Encoder(
            choice: choice, like: firstFrame.frame, tags: tags,
            timeBase: countsFrames ? outline.frameRate.inverse : outline.timeBase, frameRate: outline.frameRate,
            wantsGlobalHeader: container.wantsGlobalHeader, threads: settings.threads)
        packet = try Packet()

        // Whoever reads standard output sees by its end whether the film is complete.
        let isPipe = StandardStream.isMeant(by: container.path)
        if isPipe {
            writingPath = StandardStream.name
            muxer = try Muxer(container: container, descriptor: nil, writingPath: writingPath)
        } else {
            let file = try UnfinishedFile.begin(container.path, replaces: replaces)
            writingPath = file.writingPath
            muxer = try Muxer(container: container, descriptor: file.descriptor, writingPath: writingPath)
            self.file = consume file
        }
        streams = try OutputStreams(of: muxer, encoder: encoder, container: container, outline: outline, warn: warn)
        try muxer.start(
            metadataOf: outline.film, secondsAFrame: outline.frameRate.isPositive ? outline.frameRate.inverse.value : 0,
            firstTimestamp: av_rescale_q(
                firstFrame.info.pts &- (outline.origin ?? 0), outline.timeBase.av, encoder.timeBase.av),
            timeBase: encoder.timeBase)
        expectation = verification.map { verification in
            FilmVerification.Expectation(
                name: container.path, width: width, height: height, timeBase: encoder.timeBase,
                choosesStart: container.choosesStart, streamKinds: streams.kinds,
                hasColor: verification.expectsColor)
        }
    }

    func output(for source: FrameInfo) throws -> (format: PixelFormat, tags: ColorTags) { (pixelFormat, tags) }

    /// Writes a packet of one of the input's other streams. Called by the decode stage.
    func copy(_ packet: Packet) throws(MediaError) {
        guard let stream = streams.copied[packet.streamIndex] else { return }
        if let origin = outline.origin {
            packet.move(by: 0 &- av_rescale_q(origin, outline.timeBase.av, stream.timeBase.av))
        }
        if try !muxer.write(packet, streamIndex: stream.outputIndex, timeBase: stream.timeBase) { unusableCopies += 1 }
    }

    func write(_ frame: consuming ColoredFrame) throws {
        guard frame.frame.width == width, frame.frame.height == height else {
            throw MediaError(
                .unsupported,
                reason: "is \(frame.frame.width)x\(frame.frame.height), but the film is \(width)x\(height)")
        }
        let (from, to) = (outline.timeBase.av, encoder.timeBase.av)
        var pts = av_rescale_q(frame.info.pts &- (outline.origin ?? 0), from, to)
        // In a coarser time base two frames may fall on one tick; an encoder wants every time greater than the last.
        if let lastPTS, pts <= lastPTS { pts = lastPTS &+ 1 }
        lastPTS = pts
        let duration = av_rescale_q(frame.info.duration, from, to)
        expectation?.add(pts: pts, duration: duration)
        frame.frame.setTimes(pts: pts, duration: duration)
        try encoder.send(frame.frame)
        try writePackets()
    }

    func finish() throws {
        try encoder.sendEnd()
        try writePackets()
        try muxer.finish()
        try expectation?.check(writingPath)
        if unusableCopies > 0 {
            warn("\(unusableCopies) packet\(unusableCopies == 1 ? "" : "s") of sound or subtitles could not be copied")
        }
        if var file = file.take() { try file.finish() }
    }

    private func writePackets() throws(MediaError) {
        while try encoder.receive(into: packet) == .packet {
            guard try muxer.write(packet, streamIndex: streams.video, timeBase: encoder.timeBase) else {
                throw MediaError(operation: "write the picture", status: shim_error_invalid_data())
            }
        }
    }
}
