import Foundation

/// A value that one thread at a time may touch. (NSLock rather than Synchronization's Mutex: ThreadSanitizer does not
/// see the latter and reports races where there are none.)
///
/// `@unchecked Sendable`: `value` is touched with the lock held only.
public final class Locked<Value: Sendable>: @unchecked Sendable {
    private var value: Value
    private let lock = NSLock()

    /// Holds `value`.
    public init(_ value: Value) { self.value = value }

    /// Runs `body` on the value while no other thread can reach it.
    public func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
