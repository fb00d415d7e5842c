/// What a finished film should be, as far as its container can store it.
package struct ExpectedFilm: Sendable {
    /// Its name in messages.
    let name: String
    let width: Int
    let height: Int
    /// Time base of the frames' times.
    let timeBase: Rational
    /// Whether the container begins where it likes.
    let choosesStart: Bool
    /// Whether the container says how long the last frame lasts.
    let storesLastDuration: Bool
    /// Bytes of each frame in a file of samples and nothing else, which says of itself neither size nor format; nil for
    /// all others.
    var rawFrameBytes: Int?
    /// Pictures, sounds and subtitles there are, cover art included. (MP4 keeps chapters as a stream of data.)
    let streamKinds: [StreamInfo.Kind: Int]
}

/// Compares a finished film with what was written.
package protocol FilmCheck {
    /// The next frame is to be shown at `pts` for `duration`, in the expected film's time base.
    mutating func add(pts: Int64, duration: Int64)

    /// Looks at the finished file at `path`. Throws a `MediaError` that names the first difference.
    ///
    /// - Parameters:
    ///   - hasColor: whether a frame had colour that no encoder would lose.
    ///   - earliestSeconds: when the first packet of any stream is decoded. Most containers have no times before 0: if
    ///     this is one, they move the whole film by so much at most.
    ///   - comparesTimes: whether the container holds the frames' times.
    ///   - comparesEnd: whether the last frame shown is also the last one stored. Of others FFmpeg writes a duration
    ///     (into the edit list of MP4) but does not read it.
    func check(
        _ path: String, hasColor: Bool, earliestSeconds: Double, comparesTimes: Bool, comparesEnd: Bool
    ) throws(MediaError)
}
