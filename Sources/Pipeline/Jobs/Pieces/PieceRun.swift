internal import Files
internal import Flow
internal import Media
internal import Report
internal import Shots

/// Makes a film of pieces that are kept in a journal, so that what ends the run costs one piece at most.
struct PieceRun {
    private let plan: Plan
    private let output: FilmOutput
    private let coloring: ColoringRun
    private let claim: OutputClaim
    private let settings: PieceSettings
    private let opening: OrderOpening

    /// A run that is over sooner leaves nothing behind.
    private static let leastSecondsWorthKeeping = 30.0

    init(
        _ plan: Plan, _ output: FilmOutput, _ coloring: ColoringRun, claim: OutputClaim, settings: PieceSettings
    ) {
        self.plan = plan
        self.output = output
        self.coloring = coloring
        self.claim = claim
        self.settings = settings
        opening = OrderOpening(
            cancellation: coloring.cancellation, warn: { [reporter = coloring.reporter] in reporter.report($0) })
    }

    /// Does what is missing, joins all pieces and removes the journal.
    ///
    /// - Parameter opened: what the plan's order opened: the first pieces that are missing are read from it.
    /// - Returns: the film's cuts, and how well the colours of its shots are known.
    func run(_ opened: OpenedFilm) throws -> (cuts: [Cut], shots: [ShotFigures]) {
        let expectedFrameCount = opened.expectedFrameCount
        let start = ContinuousClock.now
        let path = Journal.path(for: output.path)
        if settings.isFresh { try Journal.removeAny(at: path) }
        let journal = try Journal(at: path, for: plan)
        if journal.hasMade(output.path) {
            coloring.reporter.report(.filmMadeBefore(path: output.path))
            let records = try journal.records()
            if !settings.keepsPieces { try journal.remove() }
            return findings(of: records)
        }
        // A film that was made of pieces that have changed since is there.
        if !output.overwrite { try OutputFile.checkIsNew(output.path) }
        // Pieces that are done at a time have to be counted.
        let count =
            settings.jobs > 1 ? try plan.borders.count(ofFrames: plan.order.frameCount(coloring.cancellation)) : nil
        let total = count ?? expectedFrameCount.map(plan.borders.count)
        let earlier = try journal.soundRecords { coloring.reporter.report(.pieceDamaged(path: $0)) }
        let changed = try journal.changedPieces()
        if !changed.isEmpty {
            coloring.reporter.report(.piecesChanged(kept: earlier.count, again: changed.count))
        } else if !earlier.isEmpty {
            coloring.reporter.report(.resuming(done: earlier.count, total: total))
        }
        if !earlier.isEmpty {
            coloring.reporter.report(.pieceKept(path: path, done: earlier.count, total: total))
        }
        coloring.reporter.start(
            total: expectedFrameCount,
            earlier: earlier.values.reduce(into: WorkDone()) {
                $0 += WorkDone(frames: $1.frames, byteCount: $1.byteCount)
            })
        let done = Guarded(earlier)
        let note: @Sendable (PieceRecord) -> Void = { [reporter = coloring.reporter] record in
            let count = done.withLock { done in
                done[record.piece] = record
                return done.count
            }
            if count == earlier.count + 1 { warnOfSpace(record, expectedFrameCount, done: done.withLock { $0 }) }
            if isWorthKeeping(start) || !earlier.isEmpty {
                reporter.report(.pieceKept(path: path, done: count, total: total))
            }
        }
        do {
            try PieceRunner(journal: journal, run: coloring, opening: opening, onPieceDone: note)
                .run(missing: earlier, of: count, jobs: settings.jobs, opened)
            let records = done.withLock { $0 }
            guard let last = records.values.first(where: \.isLast) else {
                throw MediaError(.badInput, .piecesMissing([(records.keys.max() ?? -1) + 1]))
            }
            coloring.reporter.report(.joining(pieces: records.count))
            try FilmJoin(journal, cancellation: coloring.cancellation, reporter: coloring.reporter)
                .run(output, claim: claim, lastPiece: last)
        } catch {
            let count = done.withLock { $0.count }
            if earlier.isEmpty, !isWorthKeeping(start) || count == 0 {
                try journal.remove()
            } else {
                // Those that were done before it was worth it have not been reported.
                coloring.reporter.report(.pieceKept(path: path, done: count, total: total))
            }
            throw error
        }
        if !settings.keepsPieces { try journal.remove() }
        return findings(of: done.withLock { $0 })
    }

    private func findings(of records: [Int: PieceRecord]) -> (cuts: [Cut], shots: [ShotFigures]) {
        (records.values.flatMap(\.cuts).sorted { $0.frame < $1.frame }, records.values.shotFigures)
    }

    private func isWorthKeeping(_ start: ContinuousClock.Instant) -> Bool {
        (ContinuousClock.now - start).seconds >= PieceRun.leastSecondsWorthKeeping
    }

    /// Warns if the film's other pieces and the film, as large as the first piece lets expect, do not fit on the disk.
    private func warnOfSpace(_ first: PieceRecord, _ frameCount: Int?, done: [Int: PieceRecord]) {
        guard let frameCount, first.frames > 0 else { return }
        let path = Journal.path(for: output.path)
        let bytesAFrame = Double(first.byteCount) / Double(first.frames)
        let left = frameCount - done.values.reduce(0) { $0 + $1.frames }
        let needed = bytesAFrame * Double(left + frameCount)
        guard let free = Folder.freeBytes(of: path), needed > free else { return }
        coloring.reporter.report(.spaceShort(path: path, neededBytes: needed, freeBytes: free))
    }
}
