internal import FFmpegShim

/// What a film that is written takes from its source besides the frames.
struct FilmDescription {
    /// Of the timestamps of the frames.
    let timeBase: Rational
    /// Not positive if the source does not say.
    let frameRate: Rational
    let hasConstantFrameRate: Bool
    /// The film whose other streams, chapters and metadata are taken over; nil for a film made of pictures.
    let original: (demuxer: Demuxer, video: StreamInfo)?
    /// Of the first frame, "01:00:00:00", if the source says it otherwise than in the metadata.
    let timecode: String?

    /// Everything as in `demuxer`'s film, whose picture is `video`.
    init(demuxer: Demuxer, video: StreamInfo) {
        timeBase = video.timeBase
        frameRate = video.frameRate
        hasConstantFrameRate = video.hasConstantFrameRate
        original = (demuxer, video)
        timecode = nil
    }

    /// A film made of pictures, whose timestamps count them.
    init(frameRate: FrameRate, timecode: String?) {
        self.frameRate = Rational(frameRate.numerator, frameRate.denominator)
        timeBase = self.frameRate.inverse
        hasConstantFrameRate = true
        original = nil
        self.timecode = timecode
    }

    /// The tags of the film's frames in the encoder's format, made from frames with the tags `source`. Pictures are
    /// full range and say little else; a film made of them is what players and editors expect of any film.
    func tags(recombinedFrom source: ColorTags, as format: PixelFormat) -> ColorTags {
        var tags = source.recombined(as: format)
        guard original == nil else { return tags }
        tags.primaries = AVCOL_PRI_BT709
        tags.transfer = AVCOL_TRC_BT709
        if !format.isRGB {
            tags.matrix = AVCOL_SPC_BT709
            tags.range = format.isFullRangeByName ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
            tags.chromaLocation = AVCHROMA_LOC_LEFT
        }
        return tags
    }
}
