/// What an output takes over from its input beside the pictures.
struct FilmOutline {
    /// Time base of the frames' times.
    let timeBase: Rational
    /// Nominal frames a second; not positive if unknown.
    let frameRate: Rational
    /// Whether every frame lasts as long.
    let hasConstantFrameRate: Bool
    /// The time that becomes 0 in the output, in `timeBase`; nil where times stay as they are.
    var origin: Int64?
    /// The film the streams and the metadata come from; nil for a folder of pictures.
    var film: Film?
    /// "01:00:00:00", of the first picture if it says so.
    var timecode: String?

    /// A film that is copied from.
    struct Film {
        let demuxer: Demuxer
        /// Its picture.
        let video: StreamInfo
        /// The streams to copy, if the container can hold them.
        let copied: [StreamInfo]
        /// When the first packet of a stream starts, in the stream's time base, by the stream's index; as far as known.
        let firstTimestamps: [Int: Int64]
        /// Where the part of it begins and ends in seconds of its times; nil for the whole.
        let part: (startSeconds: Double, endSeconds: Double?)?
    }
}
