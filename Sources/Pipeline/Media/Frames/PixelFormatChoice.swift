internal import FFmpegShim
internal import Report

/// What a film's pictures want of an encoder's pixel format, and which of an encoder's formats serves that best.
struct PixelFormatChoice {
    /// Bits a sample of the source; more than any encoder's for float.
    let bitDepth: Int
    /// Whether R'G'B' is written where the encoder has it.
    let prefersRGB: Bool
    /// The coarsest chroma that will do, as log2 of the subsampling.
    let chromaShiftX: Int
    let chromaShiftY: Int
    /// Whether there is alpha to keep.
    let hasAlpha: Bool
    private let codec: AVCodecID

    /// - Parameters:
    ///   - source: of the decoded frames.
    ///   - hasAlpha: whether those have alpha worth keeping.
    ///   - codec: what is encoded to. Codecs for editing and archives (lossless or every frame by itself: FFV1, ProRes)
    ///     keep the source's subsampling, and R'G'B' as it is. Codecs for watching (H.264, HEVC, VP9, AV1) get 4:2:0,
    ///     the one form that everything plays; the source's own colour, which finer chroma would hold, is replaced
    ///     anyway.
    init(source: PixelFormat, hasAlpha: Bool, codec: AVCodecID, width: Int, height: Int) {
        let properties = avcodec_descriptor_get(codec)?.pointee.props ?? 0
        let isLossless = properties & (AV_CODEC_PROP_LOSSLESS | AV_CODEC_PROP_LOSSY) == AV_CODEC_PROP_LOSSLESS
        let isForEditing = isLossless || properties & AV_CODEC_PROP_INTRA_ONLY != 0
        // H.264 and HEVC crop in whole chroma samples, so an odd size cannot be told in 4:2:0.
        let cropsInChromaSamples = codec == AV_CODEC_ID_H264 || codec == AV_CODEC_ID_HEVC
        prefersRGB = isForEditing && source.isRGB
        if cropsInChromaSamples && (width % 2 != 0 || height % 2 != 0) {
            (chromaShiftX, chromaShiftY) = (width % 2 != 0 ? 0 : 1, 0)
        } else if isForEditing && source.colorComponentCount == 3 {
            (chromaShiftX, chromaShiftY) = source.isRGB ? (0, 0) : source.chromaShifts
        } else {
            (chromaShiftX, chromaShiftY) = (1, 1)
        }
        bitDepth = min(source.bitDepth, 16)
        self.hasAlpha = hasAlpha
        self.codec = codec
    }

    /// The format that loses least, and of those the one that adds least; nil if none holds colour. The first one wins
    /// among equals.
    func best(of formats: [PixelFormat]) -> PixelFormat? {
        formats.filter { $0.canBeWritten && $0.colorComponentCount == 3 }
            .map { ($0, cost(of: $0)) }
            .min { $0.1.lexicographicallyPrecedes($1.1) }?.0
    }

    /// What is wrong with a format, the worst first.
    private func cost(of format: PixelFormat) -> [Int] {
        let (shiftX, shiftY) = format.chromaShifts
        // FFmpeg's JPEG encoders take full range under its own names only.
        let isMisnamed = format.isFullRangeByName != (codec == AV_CODEC_ID_MJPEG || codec == AV_CODEC_ID_LJPEG)
        return [
            max(0, bitDepth - format.bitDepth),
            hasAlpha && !format.hasAlpha ? 1 : 0,
            format.isRGB == prefersRGB ? 0 : 1,
            max(0, shiftX - chromaShiftX) + max(0, shiftY - chromaShiftY),
            max(0, format.bitDepth - bitDepth),
            max(0, chromaShiftX - shiftX) + max(0, chromaShiftY - shiftY),
            format.hasAlpha && !hasAlpha ? 1 : 0,
            isMisnamed ? 1 : 0,
            format.isPlanar ? 0 : 1,
        ]
    }

    /// The planar formats an encoder that does not say what it takes is offered.
    var anything: [PixelFormat] {
        var formats: [PixelFormat] = []
        for depth in ["", "9le", "10le", "12le", "14le", "16le"] {
            for model in ["yuv420p", "yuv422p", "yuv444p", "yuva420p", "yuva422p", "yuva444p", "gbrp", "gbrap"] {
                if let format = PixelFormat(named: model + depth) { formats.append(format) }
            }
        }
        return formats
    }

    private func losesBits(in format: PixelFormat) -> Bool { format.bitDepth < bitDepth }

    private func losesAlpha(in format: PixelFormat) -> Bool { hasAlpha && !format.hasAlpha }

    /// Whether `format` holds all bits and the alpha of the source.
    func keepsAll(in format: PixelFormat) -> Bool { !losesBits(in: format) && !losesAlpha(in: format) }

    /// A notice for each kind of loss that `format` brings; `advice` says what keeps everything.
    func losses(of format: PixelFormat, encoder: String, advice: Advice) -> [Notice] {
        var losses: [Notice] = []
        if losesBits(in: format) {
            losses.append(.bitsDropped(encoder: encoder, kept: format.bitDepth, of: bitDepth, advice: advice))
        }
        if losesAlpha(in: format) {
            losses.append(.alphaDropped(encoder: encoder, advice: advice))
        }
        return losses
    }
}
