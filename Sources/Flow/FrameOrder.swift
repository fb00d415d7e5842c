internal import Glibc

/// Lets several threads take frames from one queue and hand them on in the same order.
///
/// `@unchecked Sendable`: the numbers are read and written with the mutex held only.
final class FrameOrder: @unchecked Sendable {
    private let taking = Guarded<Int>(0)
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let turned = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var turn = 0

    init() {
        // Both fail only for attributes, and there are none.
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(turned, nil)
    }

    deinit {
        pthread_cond_destroy(turned)
        pthread_mutex_destroy(mutex)
        turned.deallocate()
        mutex.deallocate()
    }

    /// Calls `body` while no other thread does, and numbers its results, from 0; nil if it gives nil.
    func take<Element>(_ body: () -> Element?) -> (number: Int, element: Element)? {
        taking.withLock { next in
            guard let element = body() else { return nil }
            defer { next += 1 }
            return (next, element)
        }
    }

    /// Calls `body` when it was called for all lower numbers. Every number must come, or those after it wait for ever.
    func inTurn<Result>(_ number: Int, _ body: () throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        while turn != number { pthread_cond_wait(turned, mutex) }
        pthread_mutex_unlock(mutex)
        defer {
            pthread_mutex_lock(mutex)
            turn += 1
            pthread_cond_broadcast(turned)
            pthread_mutex_unlock(mutex)
        }
        return try body()
    }
}
