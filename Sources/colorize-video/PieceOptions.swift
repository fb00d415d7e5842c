import ArgumentParser
import Jobs
import Media

/// Options about the pieces that a film is made of.
struct PieceOptions: ParsableArguments {
    // The help has to fit a screen; docs/options.md has what is hidden.
    @Option(
        help: ArgumentHelp(
            "Frames of a piece, what an interruption may cost.", valueName: "number", visibility: .rare))
    var pieceFrames = PieceBorders.usualFrames

    @Option(
        help: ArgumentHelp(
            "Pieces to colour at a time. (default: one for 8 cores)", valueName: "number", visibility: .rare))
    var jobs: Int?

    @Flag(help: ArgumentHelp("Begin anew, without an earlier run's pieces.", visibility: .rare))
    var fresh = false

    @Flag(help: ArgumentHelp("Keep the pieces when the film is done.", visibility: .rare))
    var keepPieces = false

    func validate() throws {
        guard (PieceBorders.leastFrames...1_000_000_000).contains(pieceFrames) else {
            throw ValidationError("--piece-frames takes \(PieceBorders.leastFrames) or more")
        }
        guard (1...1024).contains(jobs ?? 1) else { throw ValidationError("--jobs takes 1 to 1024") }
    }

    /// In the pipeline's words, for a run that has so many threads, 0 for one a core.
    func settings(threads: Int) -> PieceSettings {
        var settings = PieceSettings()
        settings.borders = PieceBorders(frames: pieceFrames)
        settings.jobs = jobs ?? ThreadShares(threads: threads).jobs
        settings.keepsPieces = keepPieces
        settings.isFresh = fresh
        return settings
    }
}
