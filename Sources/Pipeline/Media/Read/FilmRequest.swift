/// What to do with a film, apart from its colours. Folders of pictures have nothing to do with it.
package struct FilmRequest: Sendable {
    /// Where to begin, in seconds from the film's start; nil for its first frame.
    package var startSeconds: Double?
    /// How much to colour, in seconds; nil for all that follows.
    package var durationSeconds: Double?
    /// Which video stream, counted among them from 0; nil for the one FFmpeg thinks best.
    package var videoNumber: Int?
    /// Whether sound is copied.
    package var includesAudio = true
    /// Whether subtitles are copied.
    package var includesSubtitles = true
    /// Whether interlaced frames are made whole before they are coloured.
    package var isDeinterlaced = false
    /// Whether the first damage found in the film stops the run; otherwise what can be decoded is kept.
    package var isStrict = false
    /// Whether the finished film is decoded and compared with what was meant to be in it.
    package var isVerified = false
    /// Whether local files are opened that the input names (playlists, lists of parts); otherwise that is an error.
    package var followsPlaylists = false
    /// FFmpeg's name of the output's container ("matroska"); nil for what the output's name says.
    package var format: String?

    /// A film that is coloured as it is.
    package init() {}

    /// The part of the film that is asked for, by number or by time.
    package func part(frames: FrameRange?) -> FilmSelection {
        if let frames { return .frames(frames) }
        if startSeconds != nil || durationSeconds != nil {
            return .time(startSeconds: startSeconds ?? 0, durationSeconds: durationSeconds)
        }
        return .whole
    }
}
