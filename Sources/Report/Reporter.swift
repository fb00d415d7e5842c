/// Who is told what a run does. Any thread may call it.
package protocol Reporter: Sendable {
    /// Tells something worth knowing.
    func report(_ notice: Notice)

    /// The work begins, on about `total` frames, nil if nobody knows, of which earlier runs did `earlier`.
    func start(total: Int?, earlier: WorkDone)

    /// So much more is in the output.
    func written(_ more: WorkDone)

    /// Frames that this run has written so far.
    var framesWritten: Int { get }

    /// The work is over.
    func finish()
}

extension Reporter {
    /// The work begins, and nothing has been done before.
    package func start(total: Int?) { start(total: total, earlier: WorkDone()) }
}
