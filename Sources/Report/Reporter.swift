/// Who is told what a run does. Any thread may call it.
package protocol Reporter: Sendable {
    /// Tells something worth knowing.
    func report(_ notice: Notice)

    /// The work begins, on about `total` frames; nil if nobody knows.
    func start(total: Int?)

    /// One more frame is in the output.
    func frameWritten()

    /// Frames in the output so far.
    var framesWritten: Int { get }

    /// The work is over.
    func finish()
}
