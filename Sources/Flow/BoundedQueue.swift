internal import DequeModule

/// Hands elements from one stage to the next, in order: first in, first out, between one or more producers and
/// consumers. `push` waits while the queue is full, `pop` while it is empty.
///
/// The queue is full when it holds `capacity` elements, or `capacityBytes` bytes; an element bigger than
/// `capacityBytes` still passes, alone.
///
/// `close()` is the producer's end of stream: what is inside is still handed out, then `pop` gives nil.
/// `cancel()` is everybody's end: elements are dropped, `push` and `pop` return at once.
package final class BoundedQueue<Element: ~Copyable & Sendable>: Sendable {
    private struct Item: ~Copyable, Sendable {
        let element: Element
        let byteCount: Int
    }

    private struct State: ~Copyable, Sendable {
        /// Of fixed capacity: nothing is allocated while the stages run.
        var items: RigidDeque<Item>
        var byteCount = 0
        var isClosed = false
        var isCancelled = false
    }

    private let capacityBytes: Int
    private let state: Monitor<State>

    /// `capacity` is at least 1.
    package init(capacity: Int, capacityBytes: Int = .max) {
        self.capacityBytes = capacityBytes
        state = Monitor(State(items: RigidDeque(capacity: max(1, capacity))))
    }

    /// Appends an element that occupies `bytes` bytes of memory, waiting for room. False if the queue has been
    /// cancelled or closed: the element is dropped.
    @discardableResult
    package func push(_ element: consuming Element, bytes: Int = 0) -> Bool {
        // A closure cannot consume what it captures, but it can empty an optional.
        var waiting: Element? = element
        return state.changeWhenReady { state -> Bool? in
            if state.isCancelled || state.isClosed { return false }
            guard hasRoom(state, for: bytes), let element = waiting.take() else { return nil }
            state.items.append(Item(element: element, byteCount: bytes))
            state.byteCount += bytes
            return true
        }
    }

    /// Takes the oldest element, waiting for one; nil when the queue is closed and empty, or cancelled.
    package func pop() -> Element? {
        state.changeWhenReady { state -> Element?? in
            guard let item = state.items.popFirst() else {
                return state.isClosed || state.isCancelled ? .some(nil) : nil
            }
            state.byteCount -= item.byteCount
            return item.element
        }
    }

    /// No element follows.
    package func close() {
        state.change { $0.isClosed = true }
    }

    /// Drops what is inside and releases everyone who waits.
    package func cancel() {
        state.change { state in
            state.isCancelled = true
            state.items.removeAll()
            state.byteCount = 0
        }
    }

    private func hasRoom(_ state: borrowing State, for bytes: Int) -> Bool {
        if state.items.isFull { return false }
        return state.items.isEmpty || state.byteCount <= capacityBytes - min(bytes, capacityBytes)
    }
}
