package import Files
package import Flow
internal import Media
package import Report

/// Makes the film of the finished pieces of a journal and of what is copied from the source.
package struct FilmJoin {
    private let journal: Journal
    private let opening: OrderOpening

    /// See the properties of `OrderOpening`.
    package init(_ journal: Journal, cancellation: Cancellation, reporter: any Reporter) {
        self.journal = journal
        opening = OrderOpening(cancellation: cancellation, warn: { reporter.report($0) })
    }

    /// Writes the film; it has its name when this returns.
    ///
    /// - Parameters:
    ///   - output: where it goes; the pieces are the plan's.
    ///   - claim: the right to write it.
    ///   - lastPiece: the piece that it ends with. All pieces up to it must be there and sound.
    ///   - onPiece: called after each piece.
    /// - Throws: `MediaError`, or `Interrupted` after a cancellation.
    package func run(
        _ output: FilmOutput, claim: OutputClaim, lastPiece: PieceRecord, onPiece: (Int) -> Void = { _ in }
    ) throws {
        let opened = try opening.open(journal.plan.order)
        let assembly = try output.assembly(opened.format, claim, warn: opening.warn)
        let copying = opened.copying
        try copying?.copyPackets(to: assembly.copies)
        let log = JoiningLog(assembly, copying, sourceEnd: lastPiece.sourceEnd, timeBase: opened.format.timeBase)
        for piece in 0...lastPiece.piece {
            try PieceFile.replay(journal.packetsPath(of: piece), number: piece, to: log)
            if opening.cancellation.isCancelled { throw Interrupted() }
            onPiece(piece)
        }
        try log.passRest()
        try assembly.finish { [journal] stamp throws(MediaError) in try journal.noteFilm(stamp) }
    }
}

/// Hands packets on and keeps the copied streams abreast of them, so that neither has to wait in memory.
private final class JoiningLog: PacketLog {
    private let assembly: FilmAssembly
    private let copying: FilmReader?
    private let sourceEnd: Int64
    private let timeBase: Rational
    /// How far the source has been read, in seconds; nil at its end.
    private var position: Double? = -.infinity

    /// Copied packets are read so far ahead: further than they wait for one another.
    private static let aheadSeconds = 3.0

    init(_ assembly: FilmAssembly, _ copying: FilmReader?, sourceEnd: Int64, timeBase: Rational) {
        self.assembly = assembly
        self.copying = copying
        self.sourceEnd = sourceEnd
        self.timeBase = timeBase
        if copying == nil { position = nil }
    }

    func beginPiece(_ number: Int) throws(MediaError) { try assembly.beginPiece(number) }

    func add(_ frame: PieceFrame) throws(MediaError) { try assembly.add(frame) }

    func add(_ packet: Packet) throws(MediaError) {
        let seconds = packet.startSeconds(in: timeBase) ?? 0
        try assembly.add(packet)
        while let position, let copying, position - assembly.originSeconds < seconds + JoiningLog.aheadSeconds {
            self.position = try copying.passPacket(partEnd: sourceEnd)
        }
    }

    func endPiece(_ end: PieceEnd) throws(MediaError) { try assembly.endPiece(end) }

    /// Reads what the source holds beyond the last packet.
    func passRest() throws(MediaError) {
        while position != nil, let copying { position = try copying.passPacket(partEnd: sourceEnd) }
    }
}
