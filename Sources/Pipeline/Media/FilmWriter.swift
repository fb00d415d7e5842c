internal import FFmpegShim

/// Encodes a film's frames and writes them with the streams that are copied; the file gets its final name when it is
/// complete.
///
/// `@unchecked Sendable`: made on one thread; then `write` and `finish` belong to the encode stage, and `copy`, which
/// touches only the muxer, to the decode stage.
final class FilmWriter: FrameSink, @unchecked Sendable {
    /// The streams that are copied, by their index in the input.
    private let copiedStreams: [Int: (outputIndex: Int, timeBase: Rational)]
    private let encoder: Encoder
    private let muxer: Muxer
    private let videoIndex: Int
    private let pixelFormat: PixelFormat
    /// Size of the film's picture.
    let width: Int
    let height: Int
    private let packet: Packet
    private let description: FilmDescription
    private var lastPTS: Int64?
    private var file: PartialFile

    /// Opens the encoder for frames like `firstFrame` and writes the output's header. Streams that the container
    /// cannot hold are named in a warning each.
    init(
        path: String, settings: EncoderSettings, description: FilmDescription,
        firstFrame: borrowing SourceFrame, warn: (String) -> Void
    ) throws(MediaError) {
        let container = try OutputContainer(path: path)
        width = firstFrame.frame.width
        height = firstFrame.frame.height
        let choice = try EncoderChoice(
            settings: settings, container: container, width: width, height: height,
            hasConstantFrameRate: description.hasConstantFrameRate)
        pixelFormat = choice.pixelFormat
        self.description = description
        let countsFrames = container.countsFrames && description.frameRate.isPositive
        encoder = try Encoder(
            choice: choice, like: firstFrame.frame, tags: description.tags(recombinedFrom: firstFrame.info.tags, as: choice.pixelFormat),
            timeBase: countsFrames ? description.frameRate.inverse : description.timeBase,
            frameRate: description.frameRate,
            wantsGlobalHeader: container.wantsGlobalHeader,
            threads: settings.threads)
        packet = try Packet()

        let file = PartialFile(path: path)
        muxer = try Muxer(container: container, writingPath: file.partialPath)
        var videoIndex = 0
        var copied: [Int: (outputIndex: Int, timeBase: Rational)] = [:]
        if description.original == nil { videoIndex = try muxer.addVideo(from: encoder, timecode: description.timecode) }
        for stream in description.original?.demuxer.streams ?? [] {
            if stream.index == description.original?.video.index {
                videoIndex = try muxer.addVideo(from: encoder, source: stream)
            } else if let index = try muxer.addCopy(of: stream) {
                copied[stream.index] = (index, stream.timeBase)
            } else {
                warn(
                    "\(stream.kind) stream \(stream.index) (\(stream.codecName)) left out: "
                        + "\(container.name) cannot hold it\(container.advice)")
            }
        }
        try muxer.start(metadataOf: description.original?.demuxer)
        self.videoIndex = videoIndex
        copiedStreams = copied
        self.file = file
    }

    func output(for source: FrameInfo) throws -> (format: PixelFormat, tags: ColorTags) {
        (pixelFormat, description.tags(recombinedFrom: source.tags, as: pixelFormat))
    }

    /// Writes a packet of one of the input's other streams. Called by the decode stage.
    func copy(_ packet: Packet) throws(MediaError) {
        guard let stream = copiedStreams[packet.streamIndex] else { return }
        try muxer.write(packet, streamIndex: stream.outputIndex, timeBase: stream.timeBase)
    }

    func write(_ frame: consuming ColoredFrame) throws {
        guard frame.frame.width == width, frame.frame.height == height else {
            throw MediaError(
                .unsupported,
                reason: "the picture's size changes from \(width)x\(height) "
                    + "to \(frame.frame.width)x\(frame.frame.height)")
        }
        let (from, to) = (description.timeBase.av, encoder.timeBase.av)
        var pts = av_rescale_q(frame.info.pts, from, to)
        // In a coarser time base two frames may fall on one tick; an encoder wants every time greater than the last.
        if let lastPTS, pts <= lastPTS { pts = lastPTS &+ 1 }
        lastPTS = pts
        frame.frame.setTimes(pts: pts, duration: av_rescale_q(frame.info.duration, from, to))
        try encoder.send(frame.frame)
        try writePackets()
    }

    func finish() throws {
        try encoder.sendEnd()
        try writePackets()
        try muxer.finish()
        try file.commit()
    }

    private func writePackets() throws(MediaError) {
        while try encoder.receive(into: packet) == .packet {
            try muxer.write(packet, streamIndex: videoIndex, timeBase: encoder.timeBase)
        }
    }
}
