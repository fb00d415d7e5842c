package import Coloring
internal import Files
package import Flow
package import Media
package import Report
internal import Shots

/// A film in pieces that are done by several processes, on one machine or many: planned by one, done by any, joined by
/// one.
package struct PlannedRun {
    package let journal: Journal
    private let cancellation: Cancellation
    private let reporter: any Reporter

    /// The pieces in the folder at `path`. Throws `MediaError.badInput` if it is none, or damaged.
    package init(at path: String, cancellation: Cancellation, reporter: any Reporter) throws(MediaError) {
        let found = try MediaError.wrapping { () throws(FileError) in try Journal(at: path) }
        guard let journal = found else {
            throw MediaError(.badInput, path: path, reason: "holds no plan of a run in pieces")
        }
        self.init(journal, cancellation: cancellation, reporter: reporter)
    }

    /// The pieces of a journal.
    package init(_ journal: Journal, cancellation: Cancellation, reporter: any Reporter) {
        FFmpegLibrary.captureLog()
        self.journal = journal
        self.cancellation = cancellation
        self.reporter = reporter
    }

    /// Counts the frames of an order and writes its plan, in place of any that is there.
    package static func begin(_ plan: Plan, cancellation: Cancellation) throws(MediaError) -> Journal {
        var plan = plan
        plan.frameCount = try plan.order.frameCount(cancellation)
        return try Journal(at: Journal.path(for: plan.order.output.path), for: plan)
    }

    /// The same with its source and output elsewhere.
    package func moved(input: String?, output: String?) -> PlannedRun {
        PlannedRun(journal.moved(input: input, output: output), cancellation: cancellation, reporter: reporter)
    }

    /// What this plan would be if it were made here and now with this network.
    package func plan(with network: NetworkPlan, program: String) throws(MediaError) -> Plan {
        let plan = journal.plan
        return try Plan(
            plan.order, network, program: program, borders: plan.borders,
            cuts: plan.cuts.map { CutList(frames: Set($0)) }, links: plan.links)
    }

    /// Those of some pieces, or of all, that are done and whole, by number. A damaged one is reported and forgotten.
    package func sound(of pieces: [Int]? = nil) throws(MediaError) -> [Int: PieceRecord] {
        try journal.soundRecords(of: pieces) { reporter.report(.pieceDamaged(path: $0)) }
    }

    /// Pieces of the film; nil if the plan does not say: it was made by a run, not for one.
    package var count: Int? { journal.plan.pieceCount }

    /// Pieces that were done for other colours that a person gave than the plan now has.
    package func changed() throws(MediaError) -> [Int] { try journal.changedPieces() }

    /// Does some pieces. Throws `MediaError`, `NetError`, `StageError`, or `Interrupted`.
    ///
    /// - Parameters:
    ///   - predictor: the network.
    ///   - keys: what gives the keys of frames for a person's colours, where the network itself does not.
    ///   - log: words what is noted of a finished piece, and of what was reported meanwhile.
    /// - Returns: how well the colours of their shots are known, where a person gave some.
    package func color(
        _ pieces: [Int], predictor: any ChromaPredictor, keys: (any ChromaPredictor)? = nil,
        log: @escaping @Sendable (PieceRecord, [Notice]) -> String
    ) throws -> [ShotFigures] {
        let plan = journal.plan
        let cuts = plan.cuts.map { CutList(frames: Set($0)) }
        var links = plan.links
        // A run began it that found them on the way.
        if links == nil, plan.order.coloring.recallsShots {
            links = try ShotSearch.links(
                of: plan.order.order, cuts: cuts, input: predictor.input, cancellation: cancellation,
                reporter: reporter)
        }
        let coloring = ColoringRun(
            coloring: plan.order.coloring, predictor: predictor, cuts: cuts, links: links,
            guiding: Guiding(source: plan.order.order.source, turnsUpright: false, keys: keys),
            cancellation: cancellation, reporter: reporter, findings: RunFindings())
        let notices = Guarded<[Notice]>([])
        let opening = OrderOpening(cancellation: cancellation) { [reporter] notice in
            notices.withLock { $0.append(notice) }
            reporter.report(notice)
        }
        let frames = pieces.reduce(0) { $0 + frameCount(of: $1) }
        reporter.start(total: frames)
        defer { reporter.finish() }
        let runner = PieceRunner(journal: journal, run: coloring, opening: opening) { [reporter, journal] record in
            let text = log(record, notices.withLock { $0 })
            // The piece is done, whether its log could be written or not.
            _ = try? Journal.write(Array(text.utf8), to: journal.logPath(of: record.piece))
            reporter.report(.pieceDone(record.piece, frames: record.frames, seconds: record.seconds))
        }
        var gaps: [(from: Int, end: Int?)] = []
        for piece in pieces.sorted() {
            let end = count.map { piece == $0 - 1 ? nil : piece + 1 } ?? piece + 1
            if let last = gaps.last, last.end == piece {
                gaps[gaps.count - 1].end = end
            } else {
                gaps.append((piece, end))
            }
        }
        try runner.run(gaps, jobs: 1)
        return coloring.findings.shots
    }

    /// Frames of a piece, as far as the plan knows.
    package func frameCount(of piece: Int) -> Int {
        let range = journal.plan.borders.range(of: piece)
        return range.clamped(to: 0..<(journal.plan.frameCount ?? .max)).count
    }

    /// Writes the film and removes the pieces unless they are to be kept.
    ///
    /// - Returns: how well the colours of the film's shots are known, where a person gave some.
    /// - Throws: `MediaError` with the fault `piecesMissing` if the film is not complete.
    package func join(
        _ settings: (FilmOutput) -> FilmOutput = { $0 }, keepsPieces: Bool
    ) throws -> [ShotFigures] {
        let output = settings(journal.plan.order.output)
        if journal.hasMade(output.path) {
            reporter.report(.filmMadeBefore(path: output.path))
            let records = try journal.records()
            if !keepsPieces { try journal.remove() }
            return records.values.shotFigures
        }
        let records = try sound()
        let last = records.values.first(where: \.isLast)
        let missing = (0..<(last.map { $0.piece + 1 } ?? count ?? (records.keys.max() ?? -1) + 2)).filter {
            records[$0] == nil
        }
        guard let last, missing.isEmpty else { throw MediaError(.badInput, .piecesMissing(missing)) }
        if !output.overwrite { try OutputFile.checkIsNew(output.path) }
        let claim = try OutputFile.claim(output.path)
        try FilmJoin(journal, cancellation: cancellation, reporter: reporter)
            .run(output, claim: claim, lastPiece: last)
        if !keepsPieces { try journal.remove() }
        return records.values.shotFigures
    }
}
