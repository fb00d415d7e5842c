internal import Synchronization

/// A request to stop that any thread may make and every stage sees: a flag for code that polls (FFmpeg's interrupt
/// callback), and actions that wake whoever waits (the queues).
package final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)
    private let actions = Guarded<[@Sendable () -> Void]>([])

    /// Not cancelled yet.
    package init() {}

    /// Whether `cancel` has been called.
    package var isCancelled: Bool { flag.load(ordering: .acquiring) }

    /// Asks everything to stop. Only the first call has an effect.
    package func cancel() {
        let pending = actions.withLock { actions in
            if flag.exchange(true, ordering: .acquiringAndReleasing) { return [@Sendable () -> Void]() }
            defer { actions = [] }
            return actions
        }
        for action in pending { action() }
    }

    /// Runs `action` when the cancellation happens, on the thread that cancels; at once if it has happened already.
    package func onCancel(_ action: @escaping @Sendable () -> Void) {
        let isLate = actions.withLock { actions in
            if isCancelled { return true }
            actions.append(action)
            return false
        }
        if isLate { action() }
    }
}
