/// The predicted colours of a film on their way through one steadiness, frame by frame.
final class SteadiedFilm {
    let steadiness: Steadiness
    /// Frames that have come out.
    private(set) var frameCount = 0
    var scores = FilmScores()

    init(_ steadiness: Steadiness) { self.steadiness = steadiness }
}
