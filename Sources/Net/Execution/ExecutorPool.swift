import Glibc

/// Executors of one program that any thread may use, each by one at a time.
///
/// `@unchecked Sendable`: the idle executors are touched only with the mutex held, and one that was taken by its taker
/// only. (A pthread mutex rather than Synchronization's: ThreadSanitizer does not see the latter.)
final class ExecutorPool: @unchecked Sendable {
    private var idle: [OneDNNExecutor]
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let returned: UnsafeMutablePointer<pthread_cond_t>

    /// `count`: at least 1. Throws what `OneDNNExecutor` does.
    init(_ program: OneDNNProgram, count: Int) throws(NetError) {
        var executors: [OneDNNExecutor] = []
        for _ in 0..<count { executors.append(try OneDNNExecutor(program)) }
        idle = executors
        mutex = .allocate(capacity: 1)
        returned = .allocate(capacity: 1)
        // Both fail only for attributes, and there are none.
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(returned, nil)
    }

    deinit {
        pthread_cond_destroy(returned)
        pthread_mutex_destroy(mutex)
        returned.deallocate()
        mutex.deallocate()
    }

    /// As an executor's own; waits while all are taken.
    func run(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
        let executor = take()
        defer { giveBack(executor) }
        try executor.run(input, into: &output)
    }

    /// As an executor's own.
    func timeStages(_ input: Span<Float>, repeats: Int) throws(NetError) -> [LayerTiming] {
        let executor = take()
        defer { giveBack(executor) }
        return try executor.timeStages(input, repeats: repeats)
    }

    private func take() -> OneDNNExecutor {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let executor = idle.popLast() { return executor }
            pthread_cond_wait(returned, mutex)
        }
    }

    private func giveBack(_ executor: OneDNNExecutor) {
        pthread_mutex_lock(mutex)
        idle.append(executor)
        pthread_cond_signal(returned)
        pthread_mutex_unlock(mutex)
    }
}
