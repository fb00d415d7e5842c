internal import FFmpegShim
internal import Files
package import Report

/// Encodes a film's frames and writes them with the streams that are copied; a file gets its final name when it is
/// complete.
package final class FilmWriter: FrameSink {
    private let places: OutputStreams.Places
    private let encoder: Encoder
    private let muxer: Muxer
    private let pixelFormat: PixelFormat
    /// The tags of the first frame's picture: the file says them once for all.
    private let tags: ColorTags
    /// Size of the film's picture.
    package let width: Int
    package let height: Int
    private let packet: Packet
    private let outline: FilmOutline
    private let warn: @Sendable (Notice) -> Void
    /// What the finished file is compared with; nil if it is not.
    private var verification: (any FilmCheck)?
    private var lastPTS: Int64?
    /// Of the last packet that was written.
    private var lastStoredPTS: Int64?
    /// Whether the container takes every frame to follow the one before without a gap.
    private let losesGaps: Bool
    private var gapCount = 0
    private var hasWarnedOfCaptions = false
    private var hasWarnedOfFields = false
    private let marksEachFrame: Bool
    /// Whether the frames' times come back from the container.
    private let keepsTimes: Bool
    /// Ticks of the encoder's time base between two frames that the container can tell apart.
    private let leastStep: Int64
    private let writingPath: String
    /// nil for standard output.
    private var file: UnfinishedFile?

    /// Opens the encoder for frames like `firstFrame` and writes the output's header. Streams that the container cannot
    /// hold are named in a warning each. With `replaces` the file may take the place of another; with `verification` it
    /// is compared when it is finished.
    package init(
        container: OutputContainer, settings: EncoderSettings, outline: FilmOutline,
        replaces: Bool, verification: ((ExpectedFilm) -> any FilmCheck)? = nil,
        firstFrame: borrowing TicketedFrame<Frame>,
        warn: @escaping @Sendable (Notice) -> Void
    ) throws(MediaError) {
        width = firstFrame.payload.width
        height = firstFrame.payload.height
        let choice = try EncoderChoice(
            settings: settings, container: container, source: firstFrame,
            hasConstantFrameRate: outline.hasConstantFrameRate)
        choice.losses.forEach(warn)
        pixelFormat = choice.pixelFormat
        tags = choice.tags(from: outline.tags(of: firstFrame.ticket), width: width, height: height)
        self.outline = outline
        self.warn = warn
        let countsFrames = container.countsFrames && outline.frameRate.isPositive
        losesGaps = countsFrames && !container.fillsGaps(of: choice.codec.pointee.id)
        marksEachFrame = choice.marksEachFrame
        keepsTimes = container.keepsReorderedTimes
        let fields = outline.fields(first: firstFrame.payload)
        encoder = try Encoder(
            choice: choice, like: firstFrame.payload, tags: tags,
            timeBase: countsFrames ? outline.frameRate.inverse : outline.timeBase, frameRate: outline.frameRate,
            isInterlaced: fields.isInterlaced, hasTopFieldFirst: fields.hasTopFirst,
            wantsGlobalHeader: container.wantsGlobalHeader, threads: settings.threads)
        leastStep = Int64(
            (container.tickSeconds / max(encoder.timeBase.value, 1e-9)).rounded(.up).clamped(to: 1...1e9))
        packet = try Packet()
        let streams = try OutputStreams(encoder: encoder, container: container, outline: outline, warn: warn)

        // Whoever reads standard output sees by its end whether the film is complete.
        let isPipe = StandardStream.isMeant(by: container.path)
        let frameBytes = choice.pixelFormat.frameBytes(width: width, height: height)
        if isPipe {
            writingPath = StandardStream.name
            muxer = try Muxer(container: container, descriptor: nil, writingPath: writingPath)
        } else {
            let file = try UnfinishedFile.begin(container.path, replaces: replaces)
            writingPath = file.writingPath
            muxer = try Muxer(container: container, descriptor: file.descriptor, writingPath: writingPath)
            self.file = consume file
        }
        places = try OutputStreams.add(streams.copies, to: muxer, encoder: encoder, outline: outline)
        try muxer.start(
            metadataOf: outline, secondsAFrame: outline.frameRate.isPositive ? outline.frameRate.inverse.value : 0,
            firstTimestamp: av_rescale_q(
                firstFrame.ticket.pts &- (outline.origin ?? 0), outline.timeBase.av, encoder.timeBase.av),
            timeBase: encoder.timeBase)
        self.verification = verification?(
            ExpectedFilm(
                name: container.path, width: width, height: height, timeBase: encoder.timeBase,
                choosesStart: container.choosesStart, storesLastDuration: container.storesLastDuration,
                rawFrameBytes: container.name == "rawvideo" ? frameBytes : nil, streamKinds: streams.kinds))
    }

    /// What frames are to be like.
    package var target: FrameTarget { FrameTarget(format: pixelFormat, tags: tags) }

    /// Writes the streams that are copied; for the stage that reads them.
    package var copies: StreamCopier { StreamCopier(places: places, outline: outline, muxer: muxer) }

    package func write(_ frame: consuming TicketedFrame<Frame>) throws {
        guard frame.payload.width == width, frame.payload.height == height else {
            throw MediaError(
                .unsupported,
                reason: "is \(frame.payload.width)x\(frame.payload.height), but the film is \(width)x\(height)")
        }
        let (from, to) = (outline.timeBase.av, encoder.timeBase.av)
        var pts = av_rescale_q(frame.ticket.pts &- (outline.origin ?? 0), from, to)
        // In a coarser clock two frames may fall on one tick; an encoder wants every time greater than the last.
        if let lastPTS, pts < lastPTS &+ leastStep { pts = lastPTS &+ leastStep }
        if losesGaps, let lastPTS, pts > lastPTS &+ 1 { gapCount += 1 }
        lastPTS = pts
        let duration = av_rescale_q(frame.ticket.duration, from, to)
        try verification?.add(frame.payload, pts: pts, duration: duration)
        notePropertiesLost(with: frame.payload)
        frame.payload.setTimes(pts: pts, duration: duration)
        try encoder.send(frame.payload)
        try writePackets()
    }

    /// Warns, the first time, of what a frame says that the encoder does not write.
    private func notePropertiesLost(with frame: borrowing Frame) {
        if !hasWarnedOfCaptions, !encoder.keepsCaptions,
            av_frame_get_side_data(frame.pointer, AV_FRAME_DATA_A53_CC) != nil
        {
            hasWarnedOfCaptions = true
            warn(.captionsDropped(encoder: encoder.name))
        }
        if !hasWarnedOfFields, !marksEachFrame, encoder.isInterlaced != shim_frame_is_interlaced(frame.pointer) {
            hasWarnedOfFields = true
            warn(.fieldsMarkedAlike(encoder: encoder.name, isInterlaced: encoder.isInterlaced))
        }
    }

    package func finish() throws {
        try encoder.sendEnd()
        try writePackets()
        try muxer.finish()
        if gapCount > 0 { warn(.gapsDropped(count: gapCount)) }
        try verification?.check(
            writingPath, earliestSeconds: muxer.earliestSeconds, comparesTimes: gapCount == 0 && keepsTimes,
            comparesEnd: lastStoredPTS == lastPTS)
        muxer.refusals.forEach(warn)
        if var file = file.take() { try file.finish() }
    }

    private func writePackets() throws(MediaError) {
        while try encoder.receive(into: packet) == .packet {
            lastStoredPTS = packet.pointer.pointee.pts
            try muxer.write(packet, streamIndex: places.video, timeBase: encoder.timeBase)
        }
    }
}
