internal import FFmpegShim

/// All that the encoders of a film's pieces are opened with.
struct EncoderSetup: ~Copyable {
    let choice: EncoderChoice
    /// A frame without planes, for what an encoder is told of all frames.
    let model: Frame
    /// Of the first frame's picture: the file says them once for all.
    let tags: ColorTags
    let timeBase: Rational
    let frameRate: Rational
    let fields: (isInterlaced: Bool, hasTopFirst: Bool)
    let wantsGlobalHeader: Bool
    let threads: Int

    /// An encoder that has seen no frame. Throws `MediaError`, see `Encoder`.
    func open() throws(MediaError) -> Encoder {
        try Encoder(
            choice: choice, like: model, tags: tags, timeBase: timeBase, frameRate: frameRate,
            isInterlaced: fields.isInterlaced, hasTopFieldFirst: fields.hasTopFirst,
            wantsGlobalHeader: wantsGlobalHeader, threads: threads)
    }
}
