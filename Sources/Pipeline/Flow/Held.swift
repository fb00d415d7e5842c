/// Holds what cannot be copied where only what can be is allowed: in a list, or a result with something else.
final class Held<Value: ~Copyable> {
    private var value: Value?

    init(_ value: consuming Value) { self.value = consume value }

    /// The value; nil if it was taken before.
    func take() -> Value? { value.take() }
}
