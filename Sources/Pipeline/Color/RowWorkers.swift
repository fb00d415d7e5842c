internal import Flow
internal import Glibc

/// Threads that take work off whoever has some to share, made once for all.
final class RowWorkers: Sendable {
    /// Those of this process: one for each further core, as many as `RowBands` has use for.
    static let shared = RowWorkers(count: min(sysconf(CInt(_SC_NPROCESSORS_ONLN)), RowBands.most) - 1)

    /// Numbers to call `body` with.
    ///
    /// `@unchecked Sendable`: what changes is touched with the monitor held only.
    private final class Job: @unchecked Sendable {
        private let count: Int
        /// nil when it must not be called any more: workers may hold the job longer than its caller waits.
        private var body: ((Int) -> Void)?
        private var next = 0
        /// Calls that workers have begun and not ended.
        var running = 0

        init(count: Int, body: @escaping (Int) -> Void) {
            (self.count, self.body) = (count, body)
        }

        /// Makes the call that was taken, with the monitor free.
        func call(_ number: Int) { body?(number) }

        func end() { body = nil }

        /// The next number; nil when all are taken.
        func take() -> Int? {
            guard next < count else { return nil }
            next += 1
            return next - 1
        }
    }

    private struct State: Sendable {
        var jobs: [Job] = []
        var isClosed = false
    }

    private let monitor = Monitor(State())

    /// As many threads as the system gives, `count` at most: with fewer the callers do more of their work themselves.
    init(count: Int) {
        for _ in 0..<max(0, count) {
            do throws(ThreadError) {
                try SystemThread { [monitor] in RowWorkers.work(for: monitor) }.detach()
            } catch {
                break
            }
        }
    }

    deinit { monitor.change { $0.isClosed = true } }

    /// Calls `body` once with each number in 0..<count, on this thread and on idle ones at the same time, and returns
    /// when all calls have.
    func forEach(count: Int, _ body: (Int) -> Void) {
        withoutActuallyEscaping(body) { body in
            let job = Job(count: count, body: body)
            monitor.change { $0.jobs.append(job) }
            while let number = monitor.withLock({ _ in job.take() }) { body(number) }
            monitor.wait { state -> Void? in
                guard job.running == 0 else { return nil }
                job.end()
                state.jobs.removeAll { $0 === job }
                return ()
            }
        }
    }

    private static func work(for monitor: Monitor<State>) {
        while let (job, number) = monitor.wait(nextCall) {
            job.call(number)
            // Its caller may wait for the last one only.
            let isIdle = monitor.withLock { _ in
                job.running -= 1
                return job.running == 0
            }
            if isIdle { monitor.change { _ in } }
        }
    }

    /// The next call, which counts as running; nil inside when there will be none.
    private static func nextCall(_ state: inout State) -> (job: Job, number: Int)?? {
        for job in state.jobs {
            guard let number = job.take() else { continue }
            job.running += 1
            return (job, number)
        }
        return state.isClosed ? .some(nil) : nil
    }
}
