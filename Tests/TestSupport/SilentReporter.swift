internal import Flow
package import Report

/// A reporter that keeps what it is told.
package final class SilentReporter: Reporter {
    private let kept = Guarded<(notices: [Notice], frames: Int)>(([], 0))

    /// One that has been told nothing.
    package init() {}

    /// What was reported.
    package var notices: [Notice] { kept.withLock { $0.notices } }

    package var framesWritten: Int { kept.withLock { $0.frames } }

    package func report(_ notice: Notice) { kept.withLock { $0.notices.append(notice) } }

    package func start(total: Int?, earlier: WorkDone) {}

    package func written(_ more: WorkDone) { kept.withLock { $0.frames += more.frames } }

    package func finish() {}
}
