internal import FFmpegShim
package import Files
package import Report

/// Makes a film of the packets of its pieces and of the source's copied streams: muxes them, verifies the file and
/// gives it its name.
///
/// Pieces come from an encoder at work, or from a journal; the file is the same. Packets of copied streams may come
/// from another thread (`copies`).
package final class FilmAssembly: PacketLog {
    private let format: OutputFormat
    private let places: OutputStreams.Places
    private let muxer: Muxer
    private let writingPath: String
    /// nil for standard output.
    private var file: UnfinishedFile?
    /// What the finished file is compared with; nil if it is not.
    private var verification: (any FilmCheck)?
    private let warn: @Sendable (Notice) -> Void
    private var times = PieceTimes()
    private var pieceNumber = 0
    /// The piece's first packets, as long as it is not known how many are decoded before its first frame is shown.
    private var leading: [Packet] = []
    /// Packets of the first piece that are decoded before its first frame is shown.
    private var delay = 0
    /// Decoding times of the piece's packets that are to come, if it is too short for its encoder to know them.
    private var shortPieceTimes: ArraySlice<Int64>?
    private var hasPackets = false
    private var lastPTS: Int64?
    /// Of the last packet that was written.
    private var lastStoredPTS: Int64?
    private var gapCount = 0
    private var hasColor = false

    /// Writes the output's header.
    ///
    /// - Parameters:
    ///   - format: what the film is to be.
    ///   - file: the file to write; nil for standard output.
    ///   - verification: makes the check of the finished file; nil for none.
    package init(
        _ format: OutputFormat, into file: consuming UnfinishedFile?,
        verification: ((ExpectedFilm) -> any FilmCheck)? = nil, warn: @escaping @Sendable (Notice) -> Void
    ) throws(MediaError) {
        self.format = format
        self.warn = warn
        if let file {
            writingPath = file.writingPath
            muxer = try Muxer(container: format.container, descriptor: file.descriptor, writingPath: writingPath)
            self.file = consume file
        } else {
            // Whoever reads standard output sees by its end whether the film is complete.
            writingPath = StandardStream.name
            muxer = try Muxer(container: format.container, descriptor: nil, writingPath: writingPath)
        }
        let outline = format.outline
        places = try format.withEncoder { [muxer] encoder throws(MediaError) in
            try OutputStreams.add(format.streams.copies, to: muxer, encoder: encoder, outline: outline)
        }
        try muxer.start(
            metadataOf: outline, secondsAFrame: outline.frameRate.isPositive ? outline.frameRate.inverse.value : 0,
            firstTimestamp: format.firstPTS, timeBase: format.timeBase)
        self.verification = verification?(format.expectation())
    }

    /// What is taken from the source's times, in seconds.
    package var originSeconds: Double { format.outline.originSeconds }

    /// Writes the streams that are copied; for the stage that reads them.
    package var copies: StreamCopier { StreamCopier(places: places, outline: format.outline, muxer: muxer) }

    package func beginPiece(_ number: Int) throws(MediaError) {
        times = PieceTimes(after: times.last)
        pieceNumber = number
        hasPackets = false
    }

    package func add(_ frame: PieceFrame) throws(MediaError) {
        // Two frames may fall on one tick of a coarse clock, in two pieces as well.
        let pts = lastPTS.map { max(frame.pts, $0 &+ format.leastStep) } ?? frame.pts
        if format.losesGaps, let lastPTS, pts > lastPTS &+ 1 { gapCount += 1 }
        lastPTS = pts
        times.add(encoded: frame.encodedPTS, shown: pts)
        verification?.add(pts: pts, duration: frame.duration)
    }

    package func add(_ packet: Packet) throws(MediaError) {
        if !hasPackets {
            hasPackets = true
            shortPieceTimes = pieceNumber > 0 ? times.ofShortPiece(delay: delay)?[...] : nil
        }
        if let moved = shortPieceTimes?.popFirst() {
            return try write(packet, decodedAt: moved)
        }
        if let decoded = packet.decodingTimestamp, times.isBeforeFirst(decoded) {
            if pieceNumber > 0 { return leading.append(try packet.taken()) }
            delay += 1
        }
        try writeLeading()
        try write(packet)
    }

    package func endPiece(_ end: PieceEnd) throws(MediaError) {
        try writeLeading()
        hasColor = hasColor || end.hasColor
    }

    private func writeLeading() throws(MediaError) {
        guard !leading.isEmpty else { return }
        let packets = leading
        leading = []
        let decoded = times.leading(packets.count)
        for (index, packet) in packets.enumerated() {
            try write(packet, decodedAt: decoded?[index])
        }
    }

    /// Writes a packet of the coloured stream with its times in the film.
    ///
    /// - Parameter known: when the packet is decoded in the film; nil where the encoder's own time says it.
    private func write(_ packet: Packet, decodedAt known: Int64? = nil) throws(MediaError) {
        let none = shim_no_timestamp()
        let (pts, dts) = (packet.pointer.pointee.pts, packet.pointer.pointee.dts)
        if pts != none { packet.pointer.pointee.pts = times.film(pts) }
        if dts != none { packet.pointer.pointee.dts = known ?? times.film(dts) }
        lastStoredPTS = packet.pointer.pointee.pts
        try muxer.write(packet, streamIndex: places.video, timeBase: format.timeBase)
    }

    /// Completes the film, after the last piece and the last copied packet.
    ///
    /// - Parameter beforeNaming: gets the stamp of the complete file before it has its name.
    package func finish(beforeNaming: (FileStamp) throws(MediaError) -> Void = { _ in }) throws(MediaError) {
        try muxer.finish()
        if gapCount > 0 { warn(.gapsDropped(count: gapCount)) }
        try verification?.check(
            writingPath, hasColor: hasColor, earliestSeconds: muxer.earliestSeconds,
            comparesTimes: gapCount == 0 && format.container.keepsReorderedTimes,
            comparesEnd: lastStoredPTS == lastPTS)
        muxer.refusals.forEach(warn)
        if var file = file.take() {
            if let stamp = file.stamp { try beforeNaming(stamp) }
            try file.finish()
        }
    }
}
