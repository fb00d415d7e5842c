/// Adds up the time a stage works, without the time it waits for its neighbours.
final class StageClock {
    private(set) var busy: Duration = .zero
    /// The threads of the stage.
    var threads: ThreadTimes

    init(_ stage: String) { threads = ThreadTimes(of: stage) }

    func measure<Result: ~Copyable>(_ work: () throws -> Result) rethrows -> Result {
        let start = ContinuousClock.now
        defer { busy += ContinuousClock.now - start }
        return try work()
    }

    /// Runs `work` on `input`; what it throws is passed on as `failure` words it.
    func measure<Input: ~Copyable, Result: ~Copyable>(
        _ input: consuming Input, _ work: (consuming Input) throws -> Result, failure: (any Error) -> StageError
    ) throws(StageError) -> Result {
        let start = ContinuousClock.now
        defer { busy += ContinuousClock.now - start }
        do {
            return try work(input)
        } catch {
            throw failure(error)
        }
    }
}
