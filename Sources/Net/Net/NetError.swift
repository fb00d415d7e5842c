internal import Weights

/// What went wrong while building a network or running it: one line a user can act on.
public struct NetError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, for callers that treat some of them differently.
    package enum Code: Sendable {
        /// The file with the weights cannot be read any more.
        case unreadableFile
        /// The file is sound but its tensors are not those of the network.
        case wrongWeights
        /// The back end refused to build or to run something.
        case execution
        /// The caller passed sizes or options that the network cannot serve.
        case invalidArgument
    }

    /// The kind of failure.
    package let code: Code
    /// What was being done, as a verb phrase: "build lite", "run the network".
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

extension NetError {
    /// What `body` reads of weights, with its error as the network's.
    static func reading<Result>(_ body: () throws(WeightsError) -> Result) throws(NetError) -> Result {
        do throws(WeightsError) {
            return try body()
        } catch {
            // A tensor of an open file is sound: either it cannot be read any more, or it holds no numbers.
            throw NetError(
                error.code == .unreadableFile ? .unreadableFile : .wrongWeights, operation: error.operation,
                path: error.path, reason: error.reason)
        }
    }
}
