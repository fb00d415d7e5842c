/// A picture that cannot be converted: a layout that is not possible, or no memory for it.
public struct ColorError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, without a final full stop.
    public let reason: String

    /// See the property.
    package init(reason: String) { self.reason = reason }

    /// The reason.
    public var description: String { reason }
}
