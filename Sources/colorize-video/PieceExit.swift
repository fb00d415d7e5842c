import ArgumentParser
import Files
import Flow
import Media
import ModelStore
import Net
import Report
import Weights

/// Exit codes of the commands that engines start on many machines, as sysexits.h has them: 0 done, 65 the data are
/// damaged, 69 this machine cannot do it, 75 try again, 78 wrong settings.
enum PieceExit {
    static let (data, unavailable, tryAgain, settings) = (CInt(65), CInt(69), CInt(75), CInt(78))

    /// Runs `body`; what it throws is said, and becomes an exit code.
    static func run(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            if Interruption.shared.hasHappened || error is Interrupted {
                Interruption.shared.complain()
                throw ExitCode(tryAgain)
            }
            guard let complaint = Complaint(error) else { throw error }
            StandardError.complain(complaint.line)
            throw ExitCode(code(of: error))
        }
    }

    static func code(of error: any Error) -> CInt {
        switch error {
        case let error as StageError: code(of: error.underlying)
        case let error as MediaError: code(of: error)
        case let error as FileError: code(of: MediaError(error))
        case let error as NetError: error.code == .invalidArgument ? settings : unavailable
        case is ModelStoreError, is WeightsError: unavailable
        default: tryAgain
        }
    }

    private static func code(of error: MediaError) -> CInt {
        switch error.fault {
        case .piecesMissing?: return tryAgain
        case .piecesOfAnotherRun(_, let changes)?, .stillsOfAnotherRun(_, let changes)?:
            return changes.contains { ![.weights, .machine, .program].contains($0) } ? settings : unavailable
        default: break
        }
        switch error.code {
        case .badInput: return data
        case .badOption, .badOutput: return settings
        case .unsupported: return unavailable
        default: return tryAgain
        }
    }
}
