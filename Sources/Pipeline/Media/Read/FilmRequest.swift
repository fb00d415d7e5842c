/// What of a film is read, and how.
package struct FilmRequest: Codable, Hashable, Sendable {
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
    /// Whether local files are opened that the input names (playlists, lists of parts); otherwise that is an error.
    package var followsPlaylists = false

    /// Files that follow the first one as if all were one file, as those of a DVD's title do; nil for none.
    package var continuation: [String]?

    /// A film that is coloured as it is.
    package init() {}
}
