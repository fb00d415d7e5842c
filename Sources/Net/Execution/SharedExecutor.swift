import Glibc

/// An executor that every thread may use, one at a time.
///
/// `@unchecked Sendable`: the executor is touched only with the mutex held. (A pthread mutex rather than
/// Synchronization's: ThreadSanitizer does not see the latter.)
final class SharedExecutor: @unchecked Sendable {
    private let executor: any Executor
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init(_ executor: sending any Executor) {
        self.executor = executor
        mutex = .allocate(capacity: 1)
        // Fails only for attributes, and there are none.
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// As the executor's own; waits while another thread is in it.
    func run(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        try executor.run(input, into: &output)
    }

    /// As the executor's own; waits while another thread is in it.
    func timeSteps(_ input: Span<Float>, repeats: Int) throws(NetError) -> [LayerTiming] {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try executor.timeSteps(input, repeats: repeats)
    }
}
