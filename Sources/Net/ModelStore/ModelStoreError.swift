internal import Files
internal import Net
package import Report
internal import Weights

/// What went wrong with the model store or with a file that it writes: one line a user can act on.
package struct ModelStoreError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, for callers that treat some of them differently.
    package enum Code: Sendable {
        /// A file cannot be opened or read, or changed while it was read.
        case unreadableFile
        /// The file's bytes break a rule of its format, or its values do not fit the type they are converted to.
        case malformedWeights
        /// The file is sound, but the store has no place for it: its tensors are not those of a known network, or
        /// weights of the other kind are installed.
        case wrongWeights
        /// A file of the store, or one to be written, cannot be made, written or removed.
        case fileSystem
        /// The store has no such model, or not yet.
        case notInstalled
        /// None of a model's addresses gave its file.
        case fetchFailed
        /// The user stopped it.
        case interrupted
        /// The environment asks for something that cannot be.
        case invalidArgument
    }

    /// The kind of failure.
    package let code: Code
    /// What was being done, as a verb phrase: "fetch eccv16".
    package let operation: String
    /// The file concerned, if any.
    package let path: String?
    /// What is wrong, without a final full stop.
    package let reason: String
    /// What a person can do about it.
    package let advice: [Advice]

    /// An error with these values.
    package init(
        _ code: Code, operation: String, path: String? = nil, reason: String, advice: [Advice] = []
    ) {
        self.advice = advice
        self.code = code
        self.operation = operation
        self.path = path
        self.reason = reason
    }

    /// "path: reason" or "operation: reason"; always a single line.
    package var description: String {
        let line = "\(path ?? "cannot \(operation)"): \(reason)"
        return line.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}

extension ModelStoreError {
    /// A file that cannot be written.
    init(_ error: FileError, operation: String) {
        self.init(
            .fileSystem, operation: operation, path: error.path, reason: error.reason,
            advice: error.kind == .exists ? [.overwrite] : [])
    }

    /// Weights that cannot be read.
    init(_ error: WeightsError) {
        let code: Code =
            switch error.code {
            case .unreadableFile: .unreadableFile
            case .malformedWeights: .malformedWeights
            case .wrongWeights: .wrongWeights
            }
        self.init(code, operation: error.operation, path: error.path, reason: error.reason)
    }

    /// What `body` reads of weights, with its error as the store's.
    static func reading<Result>(_ body: () throws(WeightsError) -> Result) throws(ModelStoreError) -> Result {
        do throws(WeightsError) {
            return try body()
        } catch {
            throw ModelStoreError(error)
        }
    }

    /// Weights that are not the network's.
    init(_ error: NetError) {
        self.init(
            error.code == .unreadableFile ? .unreadableFile : .wrongWeights, operation: error.operation,
            path: error.path, reason: error.reason)
    }
}
