/// Holds what cannot be copied where only what can be is allowed: in a list, or a result with something else.
package final class Held<Value: ~Copyable> {
    private var value: Value?

    package init(_ value: consuming Value) { self.value = consume value }

    /// The value; nil if it was taken before.
    package func take() -> Value? { value.take() }
}
