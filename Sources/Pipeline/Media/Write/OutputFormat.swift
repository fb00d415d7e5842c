internal import FFmpegShim
package import Report

/// What an output film is to be: container, encoder, picture and the streams that are copied. Decided from the source's
/// outline and first frame; nothing has been written yet.
package final class OutputFormat {
    /// Size of the film's picture.
    package let width: Int
    package let height: Int
    let container: OutputContainer
    let outline: FilmOutline
    let streams: OutputStreams
    /// Of the times that the encoder is given.
    package var timeBase: Rational { setup.timeBase }
    /// When the first frame is shown, in `timeBase`.
    let firstPTS: Int64
    /// Ticks of `timeBase` between two frames that the container can tell apart.
    let leastStep: Int64
    /// Whether the container takes every frame to follow the one before without a gap.
    let losesGaps: Bool
    /// Whether the stream says of each frame whether it is two fields, instead of once for all.
    var marksEachFrame: Bool { setup.choice.marksEachFrame }
    /// Threads of the encoder: its bits may depend on them, so they are a number wherever a piece is done.
    package var encoderThreads: Int { setup.threads }
    private let setup: EncoderSetup
    /// Opened to see whether the encoder takes the film; the first piece gets it.
    private var firstEncoder: Encoder?

    /// Opens the encoder for frames like `firstFrame`. Streams that the container cannot hold are reported.
    ///
    /// - Throws: `MediaError` for an encoder, option or container that does not take the film.
    package init(
        container: OutputContainer, settings: EncoderSettings, outline: FilmOutline,
        firstFrame: borrowing TicketedFrame<Frame>, warn: (Notice) -> Void
    ) throws(MediaError) {
        width = firstFrame.payload.width
        height = firstFrame.payload.height
        let choice = try EncoderChoice(
            settings: settings, container: container, source: firstFrame,
            hasConstantFrameRate: outline.hasConstantFrameRate)
        choice.losses.forEach(warn)
        self.container = container
        let threads =
            settings.threads > 0
            ? settings.threads : choice.threads(cores: FFmpegLibrary.processorCount, height: height)
        self.outline = outline
        let tags = choice.tags(from: outline.tags(of: firstFrame.ticket), width: width, height: height)
        let countsFrames = container.countsFrames && outline.frameRate.isPositive
        losesGaps = countsFrames && !container.fillsGaps(of: choice.codec.pointee.id)
        let timeBase = countsFrames ? outline.frameRate.inverse : outline.timeBase
        leastStep = Int64((container.tickSeconds / max(timeBase.value, 1e-9)).rounded(.up).clamped(to: 1...1e9))
        firstPTS = av_rescale_q(
            firstFrame.ticket.pts &- (outline.origin ?? 0), outline.timeBase.av, timeBase.av)
        let model = try firstFrame.payload.propertiesOnly()
        model.pointer.pointee.width = CInt(width)
        model.pointer.pointee.height = CInt(height)
        setup = EncoderSetup(
            choice: choice, model: model, tags: tags, timeBase: timeBase, frameRate: outline.frameRate,
            fields: outline.fields(first: firstFrame.payload), wantsGlobalHeader: container.wantsGlobalHeader,
            threads: threads)
        let encoder = try setup.open()
        streams = try OutputStreams(encoder: encoder, container: container, outline: outline, warn: warn)
        firstEncoder = encoder
    }

    /// Whether a packet is bytes that can be kept. Those of YUV4MPEG are FFmpeg's own frames in memory.
    package var packetsAreBytes: Bool { setup.choice.codec.pointee.id != AV_CODEC_ID_WRAPPED_AVFRAME }

    /// FFmpeg's name of the container: "matroska".
    package var containerName: String { container.name }

    /// FFmpeg's name of the encoder: "libx264".
    package var encoderName: String { setup.choice.name }

    /// FFmpeg's name of the pixel format: "yuv420p".
    package var pixelFormatName: String { setup.choice.pixelFormat.name }

    /// The source's streams that are copied; none for a film made of stills.
    package var copiedStreams: [StreamName] { streams.copies.map(\.name) }

    /// The source's stream that is coloured; nil for a film made of stills.
    package var coloredStream: StreamName? { outline.film?.video.name }

    /// What frames are to be like.
    package var target: FrameTarget { FrameTarget(format: setup.choice.pixelFormat, tags: setup.tags) }

    /// The encoder for the next piece: one that has seen no frame.
    func encoder() throws(MediaError) -> Encoder {
        if let first = firstEncoder.take() { return first }
        return try setup.open()
    }

    /// Runs `body` on an encoder that has seen no frame, for what its header says.
    func withEncoder<Result>(_ body: (Encoder) throws(MediaError) -> Result) throws(MediaError) -> Result {
        let encoder = try encoder()
        firstEncoder = encoder
        return try body(encoder)
    }

    /// What the finished file is compared with.
    func expectation() -> ExpectedFilm {
        let frameBytes = setup.choice.pixelFormat.frameBytes(width: width, height: height)
        return ExpectedFilm(
            name: container.path, width: width, height: height, timeBase: timeBase,
            choosesStart: container.choosesStart, storesLastDuration: container.storesLastDuration,
            rawFrameBytes: container.name == "rawvideo" ? frameBytes : nil, streamKinds: streams.kinds)
    }
}
