internal import Flow
internal import Report

/// Reports each notice once. A film that is made in pieces is opened again for each run of pieces, and to join them;
/// what it says of its streams is the same each time.
final class NoticesOnce: Reporter {
    private let reporter: any Reporter
    private let reported = Guarded<[Notice]>([])

    init(_ reporter: any Reporter) { self.reporter = reporter }

    func report(_ notice: Notice) {
        let isNew = reported.withLock { reported in
            if reported.contains(notice) { return false }
            reported.append(notice)
            return true
        }
        if isNew { reporter.report(notice) }
    }

    func start(total: Int?, earlier: WorkDone) { reporter.start(total: total, earlier: earlier) }

    func written(_ more: WorkDone) { reporter.written(more) }

    var framesWritten: Int { reporter.framesWritten }

    func finish() { reporter.finish() }
}
