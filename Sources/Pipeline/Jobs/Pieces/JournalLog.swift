internal import Files
internal import Flow
internal import Media
internal import Report
internal import Shots

/// Writes pieces into a journal, one after another.
final class JournalLog: PacketLog {
    private let journal: Journal
    /// What was found out about the output frames of a piece.
    private let found: (Range<Int>) -> (cuts: [Cut], shots: ShotSums)
    private let onPieceDone: (PieceRecord) -> Void
    private let claim: OutputClaim
    private var writer: PieceFile.Writer?
    private var piece = 0
    private var start = ContinuousClock.now

    /// - Parameters:
    ///   - journal: where pieces go.
    ///   - found: gives what was found out about the output frames of a piece.
    ///   - onPieceDone: called for each finished piece.
    init(
        _ journal: Journal, found: @escaping (Range<Int>) -> (cuts: [Cut], shots: ShotSums),
        onPieceDone: @escaping (PieceRecord) -> Void
    ) throws(MediaError) {
        self.journal = journal
        self.found = found
        self.onPieceDone = onPieceDone
        // A name of its own: two processes, or machines, may do the same piece, and the last one wins.
        claim = try MediaError.wrapping { () throws(FileError) in
            try OutputClaim(
                folder: OpenFolder(journal.path), name: "pieces \(UInt64.random(in: 0 ... .max))", isSequence: true)
        }
    }

    func beginPiece(_ number: Int) throws(MediaError) {
        piece = number
        start = .now
        writer = PieceFile.Writer(
            try UnfinishedFile.begin(journal.packetsPath(of: number), replaces: true, claim: claim))
    }

    func add(_ frame: PieceFrame) throws(MediaError) { writer?.add(frame) }

    func add(_ packet: Packet) throws(MediaError) { try writer?.add(packet) }

    func endPiece(_ end: PieceEnd) throws(MediaError) {
        guard let finished = writer.take() else { return }
        let (byteCount, digest, frameCount) = try finished.finish(end)
        let found = found(journal.plan.borders.range(of: piece))
        let record = PieceRecord(
            piece: piece, plan: journal.key(of: piece), frames: frameCount, isLast: end.isLast, byteCount: byteCount,
            digest: digest, cuts: found.cuts, shots: found.shots, sourceEnd: end.sourceEnd, host: OutputClaim.host,
            seconds: (ContinuousClock.now - start).seconds)
        try Journal.write(SealedRecord(record).text, to: journal.recordPath(of: piece), claim: claim)
        onPieceDone(record)
    }
}
