import Files
import Flow
import Media
import ModelStore
import Net
import Weights

/// What is said of an error, and what kind it is.
struct Complaint {
    /// One line.
    let line: String
    /// Whether the user asked for what cannot be.
    let isWrongUsage: Bool

    /// nil for an error that none of the rooms throws.
    init?(_ error: any Error) {
        switch error {
        case let error as MediaError:
            (line, isWrongUsage) = (error.words, error.code == .badOption || error.code == .badOutput)
        case let error as FileError:
            (line, isWrongUsage) = (error.words, MediaError(error).code == .badOutput)
        case let error as NetError: (line, isWrongUsage) = ("\(error)", error.code == .invalidArgument)
        case let error as ModelStoreError: (line, isWrongUsage) = (error.words, error.code == .invalidArgument)
        case let error as StageError: (line, isWrongUsage) = (error.words, false)
        case is WeightsError, is ThreadError: (line, isWrongUsage) = ("\(error)", false)
        default: return nil
        }
    }
}
