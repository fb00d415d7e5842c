import ArgumentParser
import Jobs
import Media

/// Options about the pieces that a film is made of.
struct PieceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Frames of a piece, what an interruption may cost.", valueName: "number"))
    var pieceFrames = PieceBorders.usualFrames

    @Flag(help: "Begin anew, without an earlier run's pieces.")
    var fresh = false

    @Flag(help: "Keep the pieces when the film is done.")
    var keepPieces = false

    func validate() throws {
        guard (PieceBorders.leastFrames...1_000_000_000).contains(pieceFrames) else {
            throw ValidationError("--piece-frames takes \(PieceBorders.leastFrames) or more")
        }
    }

    /// In the pipeline's words.
    var settings: PieceSettings {
        var settings = PieceSettings()
        settings.borders = PieceBorders(frames: pieceFrames)
        settings.keepsPieces = keepPieces
        settings.isFresh = fresh
        return settings
    }
}
