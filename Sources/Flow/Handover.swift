/// Hands what was made on one thread to the one stage that uses it from then on: a reader, a writer.
///
/// `@unchecked Sendable`: the value is taken once, with the lock held, and whoever made the box does not use the value
/// while its taker does.
package final class Handover<Value>: @unchecked Sendable {
    private let value: Value
    private let isTaken = Guarded(false)

    /// A box with `value`, to be given to whoever takes it.
    package init(_ value: Value) { self.value = value }

    /// The value. Throws `HandoverError` if it has been taken before.
    package func take() throws(HandoverError) -> Value {
        let isMine = isTaken.withLock { isTaken in
            defer { isTaken = true }
            return !isTaken
        }
        guard isMine else { throw HandoverError() }
        return value
    }
}

/// A value that has one owner was asked for twice.
package struct HandoverError: Error, CustomStringConvertible {
    /// One line.
    package var description: String { "a part of the pipeline was started twice" }
}
