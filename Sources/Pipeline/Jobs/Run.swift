package import Coloring
internal import Files
package import Flow
internal import Guidance
package import Media
package import Net
package import Report
internal import Shots

/// One order on its way through the pipeline.
package final class Run {
    private enum Opened {
        case film(OpenedFilm, FilmMaking, OutputClaim?)
        case stills(OpenedStills)
    }

    private var order: Order
    private let opened: Opened
    private let cancellation: Cancellation
    private let reporter: any Reporter
    /// What the list of cuts says, if it is there already.
    private let knownCuts: CutList?
    /// What was found out about shots because colours depend on it.
    private var foundShots: FilmShots?
    /// Links between shots; nil as long as nobody looked for them ahead of the run.
    private var foundLinks: [Int: Int]?

    /// Opens the source and decodes its first frame. Nothing is written, but the right to write the output is taken.
    ///
    /// Throws `MediaError`. Notices go to `reporter`.
    package init(_ order: Order, cancellation: Cancellation, reporter: any Reporter) throws(MediaError) {
        FFmpegLibrary.captureLog()
        self.order = order
        self.cancellation = cancellation
        let reporter = NoticesOnce(reporter)
        self.reporter = reporter
        knownCuts = try CutList.known(order.coloring.cutsPath)
        let opening = OrderOpening(cancellation: cancellation, warn: { reporter.report($0) })
        reporter.report(.opening(path: order.source.path))
        switch order {
        case .stills(let order): opened = .stills(try opening.open(order))
        case .stillsOfFilm(let order): opened = .stills(try opening.open(order))
        case .film(let film): opened = try Run.open(.film(film), opening)
        case .filmOfStills(let film): opened = try Run.open(.filmOfStills(film), opening)
        }
    }

    private static func open(_ making: FilmMaking, _ opening: OrderOpening) throws(MediaError) -> Opened {
        let claim = try making.output.claim()
        return .film(try opening.open(making), making, claim)
    }

    /// Size of a film's picture; nil for stills, which may differ.
    package var pictureSize: (width: Int, height: Int)? {
        switch opened {
        case .film(let film, _, _): (film.format.width, film.format.height)
        case .stills(let stills): stills.pictureSize
        }
    }

    /// About how many frames there will be; nil if the film does not say.
    private var expectedFrameCount: Int? {
        switch opened {
        case .film(let film, _, _): film.expectedFrameCount
        case .stills(let stills): stills.expectedFrameCount
        }
    }

    /// Finds out, by a first reading of the film, what is decided shot by shot: which frames a person's colours are
    /// for, which shots are of the same set-up, which keep their colours, where the picture is in frames with black
    /// borders; does nothing where nobody asks for such. Checks that a person's colours fit the film.
    ///
    /// - Parameters:
    ///   - input: what the network reads.
    ///   - isFromStart: whether the run goes through all its frames in one go: then links between shots are found on
    ///     the way if nothing else has to be known first.
    /// - Throws: `MediaError`.
    package func prepareShots(_ input: NetworkInput, isFromStart: Bool) throws {
        var coloring = order.coloring
        let looksAtPictures = coloring.keepsColor || coloring.findsBorders
        let recalls = coloring.recallsShots
        guard coloring.guidance != nil || looksAtPictures else {
            if recalls, !isFromStart || goesOn {
                note(
                    try ShotSearch.links(
                        of: order, cuts: knownCuts, input: input, cancellation: cancellation, reporter: reporter))
            }
            return
        }
        let frames = try NumberedFrames(
            order.source, turnsUpright: order.turnsUpright, threads: coloring.threads, cancellation: cancellation)
        if let guidance = coloring.guidance {
            try GuidanceCheck(frames: frames, path: order.source.path).check(guidance)
        }
        var shots = ShotRanges(knownCuts ?? CutList(frames: []))
        var coloredShots: [Int] = []
        if knownCuts == nil || looksAtPictures || recalls {
            reporter.report(.searchingShots(isForCuts: knownCuts == nil, recalls: recalls))
            let search = ShotSearch(
                frames: frames, input: input, known: knownCuts, recalls: recalls, looksAtPictures: looksAtPictures,
                onFrame: { [cancellation] _ in if cancellation.isCancelled { throw Interrupted() } })
            let found = try search.shots(
                named: coloring.guidance?.frames ?? [], part: order.source.range, steadiness: coloring.steadiness)
            foundShots = found
            shots = ShotRanges(found.cuts)
            note(found.links)
            if coloring.keepsColor { coloredShots = found.colored }
            if coloring.findsBorders {
                coloring.areas = found.areas
                reporter.report(.borders(shots: found.areas.count))
            }
        }
        if let guidance = coloring.guidance {
            try GuidanceFiles.ofList(guidance.listPath) { () throws(ColorList.Mistake) in try guidance.check(shots) }
        }
        if coloring.keepsColor {
            var guidance = coloring.guidance ?? ColorGuidance()
            let kept = guidance.keep(coloredShots, shots)
            reporter.report(.shotsKept(count: kept.count, first: kept.first))
            if !kept.isEmpty { coloring.guidance = guidance }
        }
        order.coloring = coloring
    }

    /// Whether some of the stills are there already and are kept.
    private var goesOn: Bool {
        if case .stills(let stills) = opened { !stills.writer.placesKept.isEmpty } else { false }
    }

    private func note(_ links: [Int: Int]) {
        foundLinks = links
        reporter.report([LikeShot](links))
    }

    /// What an earlier run to this output left; nil if that is nothing, or is not to be used.
    package func unfinished() throws(MediaError) -> EarlierRun? {
        switch opened {
        case .film(_, let making, let claim):
            guard claim != nil else { return nil }
            let journal = try MediaError.wrapping { () throws(FileError) in
                try Journal(at: Journal.path(for: making.output.path))
            }
            return journal.map { .film($0) }
        case .stills(let stills):
            guard let output = order.stills, output.goesOn, output.existing != .kept else { return nil }
            return try StillsPlan(path: stills.writer.notePath).map { .stills($0, folder: output.stills.folder) }
        }
    }

    /// The run, fixed, if it is worth keeping what is done of it: it makes stills, or a file of more than one piece,
    /// and its source can be read again. nil if not, and where packets cannot be kept.
    ///
    /// - Parameters:
    ///   - network: that it runs on. Its weights are read if there is to be a plan.
    ///   - program: its version.
    ///   - borders: of the pieces.
    ///   - isResumed: whether there are pieces already: then any number of them will do.
    /// - Throws: `MediaError` if the source cannot be read, `MalformedWeights` if the weights cannot.
    package func plan(
        _ network: BuiltNetwork, program: String, borders: PieceBorders, isResumed: Bool
    ) throws -> RunPlan? {
        guard order.source.canBeReadAgain else { return nil }
        if let output = order.stills {
            // Those are told by their names alone.
            guard output.existing != .kept, !output.stills.isSingle else { return nil }
            // The note has no cuts of stills that are done.
            if order.coloring.cutsPath != nil, knownCuts == nil { return nil }
            return try StillsPlan(order, network.plan(), program: program, cuts: knownCuts ?? foundShots?.cuts)
                .map { .stills($0) }
        }
        guard case .film(let film, var making, let claim) = opened, claim != nil else { return nil }
        guard film.format.packetsAreBytes else { return nil }
        making.output.encoder.threads = film.format.encoderThreads
        making.coloring = order.coloring
        if !isResumed, let expectedFrameCount, borders.count(ofFrames: expectedFrameCount) < 2 { return nil }
        return .film(
            try Plan(
                making, network.plan(), program: program, borders: borders, cuts: knownCuts ?? foundShots?.cuts,
                links: foundLinks))
    }

    /// Colours everything. The output has its final name when this returns; if it throws, nothing is left of a film but
    /// the pieces in its journal, and of stills those that were complete.
    ///
    /// - Parameters:
    ///   - predictor: the network.
    ///   - keys: what gives the keys of frames for a person's colours, where the network itself does not.
    ///   - plan: what `plan` gave.
    ///   - pieces: what to do with them.
    /// - Throws: `MediaError`, `NetError`, `StageError`, or `Interrupted` after a cancellation.
    package func run(
        predictor: any ChromaPredictor, keys: (any ChromaPredictor)? = nil, plan: RunPlan? = nil,
        pieces: PieceSettings = PieceSettings()
    ) throws -> RunSummary {
        let start = ContinuousClock.now
        let processorStart = ProcessorTime.ofProcess
        // Before the work: whether it can be written shows now.
        var cutsFile: UnfinishedFile?
        if let path = order.coloring.cutsPath, knownCuts == nil, order.coloring.steadiness != .off {
            cutsFile = try UnfinishedFile.begin(path, replaces: false)
        }
        let coloring = ColoringRun(
            coloring: order.coloring, predictor: predictor, cuts: knownCuts ?? foundShots?.cuts,
            links: foundLinks,
            guiding: Guiding(source: order.source, turnsUpright: order.turnsUpright, keys: keys),
            cancellation: cancellation, reporter: reporter, findings: RunFindings())
        defer { reporter.finish() }
        let (cuts, shotFigures): ([Cut], [ShotFigures])
        switch opened {
        case .stills(let stills):
            try run(stills, coloring, plan)
            (cuts, shotFigures) = (coloring.findings.cuts, coloring.findings.shots)
        case .film(let film, let making, let claim):
            if case .film(let plan)? = plan, let claim {
                let run = PieceRun(plan, making.output, coloring, claim: claim, settings: pieces)
                (cuts, shotFigures) = try run.run(film)
            } else {
                try runAtOnce(film, making.output, claim, coloring, borders: pieces.borders)
                (cuts, shotFigures) = (coloring.findings.cuts, coloring.findings.shots)
            }
        }
        if var file = cutsFile.take() { try CutList.write(cuts, to: &file) }
        reporter.report(coloring.findings.links)
        let shots = ShotRanges(knownCuts ?? foundShots?.cuts ?? CutList(frames: Set(cuts.map(\.frame))))
        let first = order.source.range?.lower ?? 0
        let kept = Set(
            order.coloring.guidance?.changes.filter { $0.change == .keep }.map { shots.shot(of: $0.frame).lowerBound }
                ?? [])
        let colored = coloring.findings.coloredShots(shots, in: first..<first + reporter.framesWritten)
            .filter { !kept.contains($0) }
        return RunSummary(
            frames: reporter.framesWritten, cuts: order.coloring.steadiness == .off ? nil : cuts.count,
            heldFrames: coloring.findings.heldFrames, paintedFrames: coloring.findings.paintedFrames,
            shots: shotFigures, coloredShots: colored.first.map { (colored.count, $0) },
            elapsedSeconds: (ContinuousClock.now - start).seconds, stages: coloring.findings.stages,
            processorSeconds: (ProcessorTime.ofProcess - processorStart).seconds,
            processorCount: FFmpegLibrary.processorCount)
    }

    /// Those that are not there yet.
    private func run(_ stills: OpenedStills, _ coloring: ColoringRun, _ plan: RunPlan?) throws {
        let writer = stills.writer
        let note: [UInt8]? = if case .stills(let plan)? = plan { plan.bytes } else { nil }
        try writer.begin(note: note)
        let earlier = note == nil ? 0 : writer.placesKept.count
        let total = expectedFrameCount.map { $0 + earlier }
        if earlier > 0 { reporter.report(.resumingStills(done: earlier, total: total)) }
        reporter.start(total: total, earlier: WorkDone(frames: earlier))
        do {
            for source in stills.sources {
                try coloring.run(
                    Handover(source()), timeBase: stills.timeBase, into: Handover(writer), target: stills.target)
            }
        } catch {
            let count = earlier + reporter.framesWritten
            if note != nil, count > 0 {
                reporter.report(.stillsKept(folder: order.stills?.stills.folder ?? "", count: count))
            }
            throw error
        }
        writer.removeNote()
    }

    /// The same pieces, assembled as they come.
    private func runAtOnce(
        _ film: OpenedFilm, _ output: FilmOutput, _ claim: OutputClaim?, _ coloring: ColoringRun, borders: PieceBorders
    ) throws {
        let warn: @Sendable (Notice) -> Void = { [reporter] in reporter.report($0) }
        let assembly = try output.assembly(film.format, claim, warn: warn)
        try film.copying?.copyPackets(to: assembly.copies)
        let encoder = try PieceEncoder(
            film.format, log: assembly, borders: borders, firstNumber: film.firstNumber,
            looksForColor: output.isVerified && order.coloring.look.saturation > 0, warn: warn)
        reporter.start(total: expectedFrameCount)
        try coloring.run(
            Handover(film.source), timeBase: film.timeBase, into: Handover(FilmSink(encoder, assembly)),
            target: film.format.target)
    }
}

extension CutList {
    /// The list at `path`; nil if there is none. Throws `MediaError` for a file that is no list.
    static func known(_ path: String?) throws(MediaError) -> CutList? {
        guard let path, Folder.kind(of: path) != .missing else { return nil }
        return try MediaError.wrapping { () throws(FileError) in try CutList(path: path) }
    }
}

extension Order {
    /// Whether frames that a film shows turned are turned themselves.
    var turnsUpright: Bool { !makesFilm }
}

extension OrderSource {
    /// Whether it can be read a second time.
    var canBeReadAgain: Bool {
        guard case .film(let input) = self else { return true }
        return input.canBeReadAgain
    }
}

extension FilmInput {
    /// Whether it can be read a second time.
    var canBeReadAgain: Bool {
        paths.allSatisfy { !StandardStream.isMeant(by: $0) && FileIdentity.canBeReadAgain($0) }
    }
}

extension Order {
    /// Where stills go; nil for an order that makes a film.
    var stills: StillsOutput? {
        switch self {
        case .film, .filmOfStills: nil
        case .stills(let order): order.output
        case .stillsOfFilm(let order): order.output
        }
    }
}
