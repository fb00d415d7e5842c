internal import Glibc

/// Hands elements from one stage to the next, in order: first in, first out, between one or more producers and
/// consumers. `push` waits while the queue is full, `pop` while it is empty.
///
/// The queue is full when it holds `capacity` elements, or `capacityBytes` bytes; an element bigger than
/// `capacityBytes` still passes, alone.
///
/// `close()` is the producer's end of stream: what is inside is still handed out, then `pop` gives nil.
/// `cancel()` is everybody's end: elements are dropped, `push` and `pop` return at once.
///
/// `@unchecked Sendable`: all state is read and written under `mutex` only.
package final class BoundedQueue<Element: ~Copyable & Sendable>: @unchecked Sendable {
    private let capacity: Int
    private let capacityBytes: Int
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let notFull = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let notEmpty = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    // A ring: `count` initialised slots starting at `head`.
    private let slots: UnsafeMutablePointer<Element>
    private let slotBytes: UnsafeMutablePointer<Int>
    private var head = 0
    private var count = 0
    private var bytes = 0
    private var isClosed = false
    private var isCancelled = false

    /// `capacity` is at least 1.
    package init(capacity: Int, capacityBytes: Int = .max) {
        self.capacity = max(1, capacity)
        self.capacityBytes = capacityBytes
        slots = .allocate(capacity: self.capacity)
        slotBytes = .allocate(capacity: self.capacity)
        slotBytes.initialize(repeating: 0, count: self.capacity)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(notFull, nil)
        pthread_cond_init(notEmpty, nil)
    }

    deinit {
        dropAll()
        slots.deallocate()
        slotBytes.deallocate()
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(notFull)
        pthread_cond_destroy(notEmpty)
        mutex.deallocate()
        notFull.deallocate()
        notEmpty.deallocate()
    }

    /// Appends an element that occupies `bytes` bytes of memory, waiting for room. False if the queue has been
    /// cancelled or closed: the element is dropped.
    @discardableResult
    package func push(_ element: consuming Element, bytes elementBytes: Int = 0) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !isCancelled && !isClosed && isFull(for: elementBytes) { pthread_cond_wait(notFull, mutex) }
        if isCancelled || isClosed { return false }
        let tail = (head + count) % capacity
        (slots + tail).initialize(to: element)
        slotBytes[tail] = elementBytes
        count += 1
        bytes += elementBytes
        pthread_cond_signal(notEmpty)
        return true
    }

    /// Takes the oldest element, waiting for one; nil when the queue is closed and empty, or cancelled.
    package func pop() -> Element? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !isCancelled && !isClosed && count == 0 { pthread_cond_wait(notEmpty, mutex) }
        if isCancelled || count == 0 { return nil }
        let element = (slots + head).move()
        bytes -= slotBytes[head]
        head = (head + 1) % capacity
        count -= 1
        // A pop may make room for several small elements, or not yet for a big one: every producer looks again.
        pthread_cond_broadcast(notFull)
        return element
    }

    /// No element follows.
    package func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_broadcast(notEmpty)
        pthread_cond_broadcast(notFull)
        pthread_mutex_unlock(mutex)
    }

    /// Drops what is inside and releases everyone who waits.
    package func cancel() {
        pthread_mutex_lock(mutex)
        isCancelled = true
        dropAll()
        pthread_cond_broadcast(notEmpty)
        pthread_cond_broadcast(notFull)
        pthread_mutex_unlock(mutex)
    }

    private func isFull(for elementBytes: Int) -> Bool {
        if count == capacity { return true }
        return count > 0 && bytes > capacityBytes - min(elementBytes, capacityBytes)
    }

    private func dropAll() {
        while count > 0 {
            (slots + head).deinitialize(count: 1)
            head = (head + 1) % capacity
            count -= 1
        }
        bytes = 0
    }
}
