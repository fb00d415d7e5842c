internal import FFmpegShim

/// What an output takes over from its input beside the pictures.
package struct FilmOutline {
    /// Time base of the frames' times.
    package let timeBase: Rational
    /// Nominal frames a second; not positive if unknown.
    package let frameRate: Rational
    /// Whether every frame lasts as long.
    let hasConstantFrameRate: Bool
    /// The time that becomes 0 in the output, in `timeBase`; nil where times stay as they are.
    var origin: Int64?
    /// That, in seconds.
    var originSeconds: Double { origin.map { Double($0) * timeBase.value } ?? 0 }
    /// The film the streams and the metadata come from; nil for a folder of pictures.
    package var film: Film?
    /// Timecode of the first frame, "01:00:00:00", if the source says it otherwise than in its metadata.
    package var timecode: String?

    /// Everything as in `film`, of which the time `origin` becomes 0.
    package init(film: Film, origin: Int64?) {
        timeBase = film.video.timeBase
        frameRate = film.video.frameRate
        hasConstantFrameRate = film.video.hasConstantFrameRate
        self.origin = origin
        self.film = film
    }

    /// A film made of pictures, whose times count them.
    package init(frameRate: FrameRate, timecode: String?) {
        self.frameRate = Rational(frameRate.numerator, frameRate.denominator)
        timeBase = self.frameRate.inverse
        hasConstantFrameRate = true
        self.timecode = timecode
    }

    /// Moves the timecode in `metadata`, if there is one, on to the part's first frame.
    func moveTimecode(in metadata: inout OpaquePointer?) {
        guard let film, film.framesBefore > 0, frameRate.isPositive,
            let entry = av_dict_get(metadata, "timecode", nil, 0)
        else { return }
        var text = [CChar](repeating: 0, count: 64)
        let status = shim_timecode_after(entry.pointee.value, frameRate.av, CInt(clamping: film.framesBefore), &text)
        // What is no timecode stays as it is.
        if status >= 0 { av_dict_set(&metadata, "timecode", text, 0) }
    }

    /// Whether the film has frames of two fields, and whether the top one is the earlier: as its first frame `first`
    /// says, or else its header, where a film of both kinds begins with whole frames.
    func fields(first: borrowing Frame) -> (isInterlaced: Bool, hasTopFirst: Bool) {
        if shim_frame_is_interlaced(first.pointer) { return (true, shim_frame_is_top_field_first(first.pointer)) }
        switch film.map({ $0.isDeinterlaced ? AV_FIELD_PROGRESSIVE : $0.video.fieldOrder }) {
        case AV_FIELD_TT?, AV_FIELD_TB?: return (true, true)
        case AV_FIELD_BB?, AV_FIELD_BT?: return (true, false)
        default: return (false, false)
        }
    }

    /// The tags that the output is to keep of a frame's. Pictures are full range and say little else; a film made of
    /// them is what players and editors expect of any film.
    package func tags(of frame: FrameTicket) -> ColorTags {
        var tags = frame.tags
        guard film == nil else { return tags }
        tags.primaries = AVCOL_PRI_BT709
        tags.transfer = AVCOL_TRC_BT709
        tags.matrix = AVCOL_SPC_BT709
        tags.range = AVCOL_RANGE_MPEG
        tags.chromaLocation = AVCHROMA_LOC_LEFT
        return tags
    }

    /// A film that is copied from.
    package struct Film {
        /// The streams that are films, not cover art.
        var films: [StreamInfo] { streams.filter { $0.kind == .video && !$0.isAttachedPicture } }
        /// All its streams.
        let streams: [StreamInfo]
        /// What its container says of the whole.
        let metadata: FilmMetadata
        /// Its picture.
        let video: StreamInfo
        /// The streams to copy, if the container can hold them.
        let copied: [StreamInfo]
        /// When the first packet of a stream starts, in the stream's time base, by the stream's index; as far as known.
        let firstTimestamps: [Int: Int64]
        /// What an output's header must say of a stream for its decoder that the input says in packets only, by the
        /// stream's index; as far as known.
        let codecHeaders: [Int: [UInt8]]
        /// Where the part of it begins and ends in seconds of its times; nil for the whole.
        let part: (startSeconds: Double, endSeconds: Double?)?
        /// Frames of the film before the part's first; 0 for the whole.
        let framesBefore: Int
        /// Whether its frames are whole because a filter made them so.
        let isDeinterlaced: Bool
    }
}
