/// What went wrong while reading weights, building a network or running it: one line a user can act on.
public struct NetError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, for callers that treat some of them differently. More may be added.
    public struct Code: Sendable, Hashable {
        let name: String

        /// The file cannot be opened or read.
        public static let unreadableFile = Code(name: "unreadableFile")
        /// The file's bytes break a rule of its format, or a limit set on hostile input.
        public static let malformedWeights = Code(name: "malformedWeights")
        /// The file is sound but its tensors are not those of the network.
        public static let wrongWeights = Code(name: "wrongWeights")
        /// oneDNN refused to build or to run something.
        public static let execution = Code(name: "execution")
        /// A file of the model store, or one to be written, cannot be made, written or removed.
        public static let fileSystem = Code(name: "fileSystem")
        /// The store has no such model, or not yet.
        public static let notInstalled = Code(name: "notInstalled")
        /// None of a model's addresses gave its file.
        public static let fetchFailed = Code(name: "fetchFailed")
        /// The user stopped it.
        public static let interrupted = Code(name: "interrupted")
        /// The caller passed sizes or options that the network cannot serve.
        public static let invalidArgument = Code(name: "invalidArgument")
    }

    /// The kind of failure.
    public let code: Code
    /// What was being done, as a verb phrase: "read weights", "build lite".
    public let operation: String
    /// The file concerned, if any.
    public let path: String?
    /// What is wrong, without a final full stop.
    public let reason: String

    /// See the properties.
    public init(_ code: Code, operation: String, path: String? = nil, reason: String) {
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
