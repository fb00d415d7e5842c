internal import Glibc

/// State that one thread at a time may touch.
///
/// A pthread mutex rather than Synchronization's: ThreadSanitizer does not see the latter and reports races where there
/// are none.
///
/// `@unchecked Sendable`: `state` is touched with the mutex held only.
package final class Guarded<State: ~Copyable & Sendable>: @unchecked Sendable {
    private var state: State
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    package init(_ state: consuming State) {
        self.state = state
        // Fails only for attributes, and there are none.
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// What `body` gives, which has the state for itself meanwhile.
    package func withLock<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&state)
    }
}
