/// What went wrong while reading weights: one line a user can act on.
public struct WeightsError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, for callers that treat some of them differently.
    package enum Code: Sendable {
        /// The file cannot be opened or read.
        case unreadableFile
        /// The file's bytes break a rule of its format, or a limit set on hostile input.
        case malformedWeights
        /// The file is sound, but a tensor does not hold floating-point numbers.
        case wrongWeights
    }

    /// The kind of failure.
    package let code: Code
    /// What was being done, as a verb phrase: "read weights".
    package let operation: String
    /// The file concerned, if any.
    package let path: String?
    /// What is wrong, without a final full stop.
    package let reason: String

    /// An error with these values.
    package init(_ code: Code, operation: String, path: String? = nil, reason: String) {
        self.code = code
        self.operation = operation
        self.path = path
        self.reason = reason
    }

    /// "path: reason" or "operation: reason"; always a single line.
    public var description: String {
        let line = "\(path ?? "cannot \(operation)"): \(reason)"
        return line.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
