internal import FFmpegShim
package import Report

/// Encodes a film's frames piece by piece: at every border the encoder is drained and another opened, so that a piece
/// depends on its own frames alone. Packets and times go to a log.
package final class PieceEncoder: FrameSink {
    private let format: OutputFormat
    private let log: any PacketLog
    private let borders: PieceBorders
    /// The number of the output's first frame.
    private let firstNumber: Int
    private let looksForColor: Bool
    private let warn: @Sendable (Notice) -> Void
    private let packet: Packet
    package private(set) var byteCount = 0
    private var piece: (number: Int, encoder: Encoder, lastPTS: Int64?, hasColor: Bool)?
    /// Of the last frame.
    private var last: (number: Int, sourceEnd: Int64) = (0, 0)
    /// The number of the first frame that is not wanted; nil for none.
    private let endNumber: Int?
    private var hasWarnedOfCaptions = false
    private var hasWarnedOfFields = false

    /// - Parameters:
    ///   - format: what the film is to be.
    ///   - log: where packets go.
    ///   - borders: where pieces begin.
    ///   - firstNumber: of the output's first frame, in the film.
    ///   - endNumber: of the first frame that is left to another run, if the film may go on so far.
    ///   - looksForColor: whether the log is told if a piece has colour.
    package init(
        _ format: OutputFormat, log: any PacketLog, borders: PieceBorders, firstNumber: Int,
        endNumber: Int? = nil, looksForColor: Bool,
        warn: @escaping @Sendable (Notice) -> Void
    ) throws(MediaError) {
        self.format = format
        self.log = log
        self.borders = borders
        self.firstNumber = firstNumber
        self.endNumber = endNumber
        self.looksForColor = looksForColor
        self.warn = warn
        packet = try Packet()
    }

    package func write(_ frame: consuming TicketedFrame<Frame>) throws {
        let (width, height) = (frame.payload.width, frame.payload.height)
        guard width == format.width, height == format.height else {
            throw MediaError(
                .unsupported, reason: "is \(width)x\(height), but the film is \(format.width)x\(format.height)")
        }
        let number = borders.piece(of: frame.ticket.number - firstNumber)
        let sourceEnd = frame.ticket.pts &+ frame.ticket.duration
        if let piece, piece.number != number { try endPiece(isLast: false) }
        if piece == nil {
            piece = (number, try format.encoder(), nil, false)
            try log.beginPiece(number)
        }
        guard let encoder = piece?.encoder else { return }

        let (from, to) = (format.outline.timeBase.av, format.timeBase.av)
        let pts = av_rescale_q(frame.ticket.pts &- (format.outline.origin ?? 0), from, to)
        let duration = av_rescale_q(frame.ticket.duration, from, to)
        // In a coarser clock two frames may fall on one tick; an encoder wants every time greater than the last.
        let encodedPTS = piece?.lastPTS.map { max(pts, $0 &+ format.leastStep) } ?? pts
        piece?.lastPTS = encodedPTS
        try log.add(PieceFrame(pts: pts, duration: duration, encodedPTS: encodedPTS))
        // Colour in a few pixels, or hardly any, may well be less than an encoder keeps.
        if looksForColor, piece?.hasColor == false {
            piece?.hasColor = try frame.payload.coloredShare(threshold: 6) >= 1.0 / 64
        }
        notePropertiesLost(with: frame.payload, encoder)
        frame.payload.setTimes(pts: encodedPTS, duration: duration)
        last = (frame.ticket.number, sourceEnd)
        try encoder.send(frame.payload)
        try logPackets(of: encoder)
    }

    package func finish() throws { try endPiece(isLast: endNumber.map { last.number < $0 - 1 } ?? true) }

    private func endPiece(isLast: Bool) throws {
        guard let (_, encoder, _, hasColor) = piece else { return }
        piece = nil
        try encoder.sendEnd()
        try logPackets(of: encoder)
        try log.endPiece(PieceEnd(hasColor: hasColor, isLast: isLast, sourceEnd: last.sourceEnd))
    }

    private func logPackets(of encoder: Encoder) throws(MediaError) {
        while try encoder.receive(into: packet) == .packet {
            byteCount += Int(packet.pointer.pointee.size)
            try log.add(packet)
        }
    }

    /// Warns, the first time, of what a frame says that the encoder does not write.
    private func notePropertiesLost(with frame: borrowing Frame, _ encoder: Encoder) {
        if !hasWarnedOfCaptions, !encoder.keepsCaptions,
            av_frame_get_side_data(frame.pointer, AV_FRAME_DATA_A53_CC) != nil
        {
            hasWarnedOfCaptions = true
            warn(.captionsDropped(encoder: encoder.name))
        }
        if !hasWarnedOfFields, !format.marksEachFrame, encoder.isInterlaced != shim_frame_is_interlaced(frame.pointer) {
            hasWarnedOfFields = true
            warn(.fieldsMarkedAlike(encoder: encoder.name, isInterlaced: encoder.isInterlaced))
        }
    }
}
