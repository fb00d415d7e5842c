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
    /// - Parameters:
    ///   - count: pieces of the film; nil if nobody knows: then they are done one after another.
    ///   - jobs: so many are done at a time.
    ///   - opened: the source, already open: the first of pieces that are done one after another are read from it.
    /// - Throws: `MediaError`, `NetError`, `StageError`, or `Interrupted`.
    func run(missing done: [Int: PieceRecord], of count: Int?, jobs: Int, _ opened: OpenedFilm) throws {
        if jobs > 1, let count {
            let missing = (0..<count).filter { done[$0] == nil }
            return try run(missing.map { ($0, $0 == count - 1 ? nil : $0 + 1) }, jobs: jobs)
        }
        var gaps: [(from: Int, end: Int?)] = []
        var next = 0
        for piece in done.keys.sorted() {
            if piece > next { gaps.append((next, piece)) }
            next = piece + 1
        }
        if !done.values.contains(where: \.isLast) { gaps.append((next, nil)) }
        for (index, gap) in gaps.enumerated() {
            try run(from: gap.from, before: gap.end, index == 0 ? opened : opening.open(journal.plan.order))
        }
    }

    /// Does runs of pieces, `jobs` at a time. The first error ends all.
    func run(_ gaps: [(from: Int, end: Int?)], jobs: Int) throws {
        guard jobs > 1, gaps.count > 1 else {
            for gap in gaps { try run(from: gap.from, before: gap.end, opening.open(journal.plan.order)) }
            return
        }
        let left = Guarded(gaps[...])
        let firstError = Guarded<(any Error)?>(nil)
        let threads = try (0..<min(jobs, gaps.count)).map { _ in
            try SystemThread { [opening] in
                while let gap = left.withLock({ $0.popFirst() }) {
                    do {
                        try self.run(from: gap.from, before: gap.end, opening.open(journal.plan.order))
                    } catch {
                        firstError.withLock { $0 = $0 ?? error }
                        left.withLock { $0 = [] }
                        opening.cancellation.cancel()
                    }
                }
            }
        }
        threads.forEach { $0.join() }
        if let error = firstError.withLock({ $0 }) { throw error }
    }

    /// Does pieces that follow one another. Without an end they end with the film.
    private func run(from piece: Int, before end: Int?, _ opened: OpenedFilm) throws {
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
        run.findings.countPieces { borders.piece(of: $0 - first) }
        let log = try JournalLog(
            journal,
            found: { [findings = run.findings] range in
                let cuts = findings.cuts.filter { $0.frame >= first && range.contains($0.frame - first) }
                return (cuts, findings.shots(ofPiece: borders.piece(of: range.lowerBound)))
            }, onPieceDone: onPieceDone)
        let encoder = try PieceEncoder(
            opened.format, log: log, borders: borders, firstNumber: first, endNumber: endFrame.map { first + $0 },
            looksForColor: run.coloring.look.saturation > 0, warn: opening.warn)
        try run.run(
            Handover(source), timeBase: opened.timeBase, into: Handover(encoder), target: opened.format.target)
    }
}
