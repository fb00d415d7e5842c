internal import Coloring
internal import Files
internal import Flow
internal import Media
internal import Report
internal import Shots

/// Does pieces of a plan and writes them into its journal.
struct PieceRunner: Sendable {
    let journal: Journal
    let run: ColoringRun
    let opening: OrderOpening
    /// Called for each finished piece, on the thread that wrote it.
    let onPieceDone: @Sendable (PieceRecord) -> Void

    /// Does all pieces of the film that are not in `done`.
    ///
    /// - Parameter jobs: so many at a time, as far as it is known how many there are.
    /// - Throws: `MediaError`, `NetError`, `StageError`, or `Interrupted`.
    func run(missing done: [Int: PieceRecord], jobs: Int) throws {
        var gaps: [(from: Int, end: Int?)] = []
        let last = done.values.first { $0.isLast }?.piece
        var next = 0
        for piece in done.keys.sorted() {
            if piece > next { gaps.append((next, piece)) }
            next = piece + 1
        }
        if last == nil { gaps.append((next, nil)) }
        for gap in gaps { try run(from: gap.from, before: gap.end) }
    }

    /// Does pieces that follow one another. Without an end they end with the film.
    func run(from piece: Int, before end: Int?) throws {
        let opened = try opening.open(journal.plan.order)
        let borders = journal.plan.borders
        let start = borders.range(of: piece).lowerBound
        let endFrame = end.map { borders.range(of: $0).lowerBound }
        let source: any FrameSource
        if start == 0, endFrame == nil {
            source = opened.source
            try opened.copying?.copyPackets(to: DroppedPackets())
        } else {
            source = try opened.part(start, endFrame)
        }
        let first = opened.firstNumber
        let log = try JournalLog(
            journal,
            cuts: { [findings = run.findings] range in
                findings.cuts.filter { $0.frame >= first && range.contains($0.frame - first) }
            }, onPieceDone: onPieceDone)
        let encoder = try PieceEncoder(
            opened.format, log: log, borders: borders, firstNumber: first, endNumber: endFrame.map { first + $0 },
            looksForColor: run.coloring.look.saturation > 0, warn: opening.warn)
        try run.run(
            Handover(source), timeBase: opened.timeBase, into: Handover(encoder), target: opened.format.target)
    }
}
