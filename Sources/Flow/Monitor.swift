internal import Glibc

/// State that one thread at a time may touch, and whose changes others may wait for.
///
/// `@unchecked Sendable`: `state` is touched with the mutex held only.
package final class Monitor<State: ~Copyable & Sendable>: @unchecked Sendable {
    private var state: State
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    package init(_ state: consuming State) {
        self.state = state
        // Both fail only for attributes, and there are none.
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// What `body` gives, which has the state for itself meanwhile. Nobody who waits is woken.
    package func withLock<Result: ~Copyable>(_ body: (inout State) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&state)
    }

    /// As `withLock`, and then all who wait look at the state again.
    package func change<Result: ~Copyable>(_ body: (inout State) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_broadcast(changed)
            pthread_mutex_unlock(mutex)
        }
        return try body(&state)
    }

    /// Calls `attempt`, as `withLock` does, now and after every change until it gives a value.
    package func wait<Result: ~Copyable>(_ attempt: (inout State) throws -> Result?) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = try attempt(&state) { return result }
            pthread_cond_wait(changed, mutex)
        }
    }

    /// As `wait`, and then all who wait look at the state again.
    package func changeWhenReady<Result: ~Copyable>(
        _ attempt: (inout State) throws -> Result?
    ) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_broadcast(changed)
            pthread_mutex_unlock(mutex)
        }
        while true {
            if let result = try attempt(&state) { return result }
            pthread_cond_wait(changed, mutex)
        }
    }
}
