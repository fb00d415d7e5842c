package import Color
internal import FFmpegShim

/// The colour tags of a frame as FFmpeg names them, with what is unsaid filled in.
package struct ColorTags {
    var range: AVColorRange
    var matrix: AVColorSpace
    var primaries: AVColorPrimaries
    var transfer: AVColorTransferCharacteristic
    var chromaLocation: AVChromaLocation
    /// Whether the file calls integer samples linear light, which is not believed.
    private(set) var ignoresLinearTag = false

    /// The tags of a decoded frame.
    ///
    /// What the frame does not say, its container may: some decoders forget it.
    /// Unsaid range: full for RGB, for the YUVJ formats and for grey (FFmpeg's own scaler reads grey so), else limited.
    /// Unsaid matrix: that of BT.2020 for its primaries; else BT.709 for high definition, BT.601 below, as players
    /// guess (mpv, VLC).
    /// Unsaid chroma location: top left for BT.2020; centre for full-range pictures (JPEG); else left, as H.264 and
    /// MPEG-2 define.
    /// Unsaid primaries: BT.709. Unsaid transfer: linear for float, sRGB for other R'G'B', else BT.709.
    /// Integer samples that are tagged linear count as unsaid: FFmpeg tags every DPX file so, and what is packed from
    /// such files, although their codes follow a curve. 8 to 16 bits of linear light would show steps in the shadows.
    ///
    /// - Throws: `MediaError.unsupported` for what cannot be coloured truly: HDR, matrices that are none of Y'CbCr with
    ///   non-constant luminance, and samples that are no picture's yet (Bayer, XYZ, a graphics card's).
    package init(of frame: borrowing Frame, format: PixelFormat, container: StreamInfo? = nil) throws(MediaError) {
        guard format.planar != nil else {
            throw MediaError(.unsupported, reason: "its pixel format (\(format.name)) cannot be coloured")
        }
        let properties = frame.pointer.pointee
        let parameters = container?.parameters.stream.pointee.codecpar.pointee
        transfer = properties.color_trc
        if transfer == AVCOL_TRC_UNSPECIFIED, let said = parameters?.color_trc { transfer = said }
        if let name = ColorTags.highDynamicRangeName(of: frame, transfer: transfer) {
            throw MediaError(
                .unsupported,
                reason: "is HDR (\(name)); convert it to SDR first, with FFmpeg's zscale and tonemap filters")
        }
        ignoresLinearTag = transfer == AVCOL_TRC_LINEAR && !format.isFloat
        if ignoresLinearTag || transfer == AVCOL_TRC_UNSPECIFIED || transfer == AVCOL_TRC_RESERVED {
            transfer = format.isFloat ? AVCOL_TRC_LINEAR : format.isRGB ? AVCOL_TRC_IEC61966_2_1 : AVCOL_TRC_BT709
        }

        range = properties.color_range
        if range == AVCOL_RANGE_UNSPECIFIED, let said = parameters?.color_range { range = said }
        if range == AVCOL_RANGE_UNSPECIFIED || format.isFullRangeByName || format.isFloat {
            let isFull = format.isRGB || format.isFullRangeByName || format.colorComponentCount == 1
            range = isFull ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
        }
        primaries = properties.color_primaries
        if primaries == AVCOL_PRI_UNSPECIFIED, let said = parameters?.color_primaries { primaries = said }
        if ColorTags.known(primaries) == nil { primaries = AVCOL_PRI_BT709 }

        matrix = properties.colorspace
        if matrix == AVCOL_SPC_UNSPECIFIED, let said = parameters?.color_space { matrix = said }
        let isYUV = format.colorComponentCount == 3 && !format.isRGB
        let isUnsaid = matrix == AVCOL_SPC_UNSPECIFIED || matrix == AVCOL_SPC_RGB || matrix == AVCOL_SPC_RESERVED
        if isUnsaid || (!isYUV && ColorTags.known(matrix) == nil) {
            matrix =
                primaries == AVCOL_PRI_BT2020
                ? AVCOL_SPC_BT2020_NCL : ColorTags.guessedMatrix(width: frame.width, height: frame.height)
        }
        guard ColorTags.known(matrix) != nil else {
            let name = av_color_space_name(matrix).map { String(cString: $0) } ?? "number \(matrix.rawValue)"
            throw MediaError(.unsupported, reason: "its matrix (\(name)) is not one that can be coloured")
        }
        chromaLocation = properties.chroma_location
        if chromaLocation == AVCHROMA_LOC_UNSPECIFIED, isYUV, let said = parameters?.chroma_location {
            chromaLocation = said
        }
        if chromaLocation == AVCHROMA_LOC_UNSPECIFIED || !isYUV {
            chromaLocation =
                format.isFullRangeByName
                ? AVCHROMA_LOC_CENTER : matrix == AVCOL_SPC_BT2020_NCL ? AVCHROMA_LOC_TOPLEFT : AVCHROMA_LOC_LEFT
        }
    }

    private static func guessedMatrix(width: Int, height: Int) -> AVColorSpace {
        width >= 1280 || height > 576 ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M
    }

    /// What makes a frame HDR; nil if nothing does.
    private static func highDynamicRangeName(
        of frame: borrowing Frame, transfer: AVColorTransferCharacteristic
    ) -> String? {
        if transfer == AVCOL_TRC_SMPTE2084 { return "PQ" }
        if transfer == AVCOL_TRC_ARIB_STD_B67 { return "HLG" }
        // Dolby Vision whose picture is of no other kind (profile 5) leaves the transfer unsaid.
        let isDolbyVision = av_frame_get_side_data(frame.pointer, AV_FRAME_DATA_DOVI_METADATA) != nil
        return isDolbyVision && transfer == AVCOL_TRC_UNSPECIFIED ? "Dolby Vision" : nil
    }

    private static func known(_ matrix: AVColorSpace) -> ColorDescription.Matrix? {
        switch matrix {
        case AVCOL_SPC_BT709: .bt709
        case AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M: .bt601
        case AVCOL_SPC_BT2020_NCL: .bt2020
        case AVCOL_SPC_SMPTE240M: .smpte240m
        case AVCOL_SPC_FCC: .fcc
        default: nil
        }
    }

    /// Those whose white is that of BT.709.
    private static func known(_ primaries: AVColorPrimaries) -> ColorDescription.Primaries? {
        switch primaries {
        case AVCOL_PRI_BT709: .bt709
        case AVCOL_PRI_BT470BG: .bt470bg
        case AVCOL_PRI_SMPTE170M, AVCOL_PRI_SMPTE240M: .smpte170m
        case AVCOL_PRI_BT2020: .bt2020
        case AVCOL_PRI_SMPTE432: .displayP3
        default: nil
        }
    }

    /// Whether the samples are proportional to light instead of following a curve. Only floats are.
    package var isLinear: Bool { transfer == AVCOL_TRC_LINEAR }

    /// The same facts in the colour path's words.
    package var description: ColorDescription {
        let location: ColorDescription.ChromaLocation =
            switch chromaLocation {
            case AVCHROMA_LOC_CENTER, AVCHROMA_LOC_BOTTOM: .center
            case AVCHROMA_LOC_TOPLEFT: .topLeft
            case AVCHROMA_LOC_TOP: .top
            default: .left
            }
        // An RGB picture has no matrix; any will do.
        return ColorDescription(
            range: range == AVCOL_RANGE_JPEG ? .full : .limited, matrix: ColorTags.known(matrix) ?? .bt709,
            chromaLocation: location, primaries: ColorTags.known(primaries) ?? .bt709)
    }

    /// The tags that are true for a picture of format `output` recombined from this source: an RGB picture has no
    /// matrix and is full range, floats are linear, and other samples are not.
    package func recombined(as output: PixelFormat) -> ColorTags {
        var tags = self
        if output.isFloat { tags.transfer = AVCOL_TRC_LINEAR }
        if !output.isFloat && isLinear { tags.transfer = AVCOL_TRC_IEC61966_2_1 }
        if output.isRGB {
            tags.matrix = AVCOL_SPC_RGB
            tags.range = AVCOL_RANGE_JPEG
        }
        if output.isFullRangeByName { tags.range = AVCOL_RANGE_JPEG }
        switch tags.chromaLocation {
        case _ where output.chromaShifts == (0, 0): tags.chromaLocation = AVCHROMA_LOC_UNSPECIFIED
        // Nothing is averaged for these rare ones.
        case AVCHROMA_LOC_BOTTOM: tags.chromaLocation = AVCHROMA_LOC_CENTER
        case AVCHROMA_LOC_BOTTOMLEFT: tags.chromaLocation = AVCHROMA_LOC_LEFT
        default: break
        }
        return tags
    }

    /// These tags, less what neither codec nor container can say: in its place is what readers of such files take for
    /// granted, and the pictures are made accordingly.
    func asCarried(by codec: AVCodecID, container: String, width: Int, height: Int) -> ColorTags {
        if matrix == AVCOL_SPC_RGB { return self }
        var tags = self
        let carriesAll = [AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_VP9, AV_CODEC_ID_AV1].contains(codec)
        let hasTags = ["matroska", "webm", "mp4", "mov"].contains(container)
        // .mov, unlike .mp4, has no room for the range, and that is all that YUV4MPEG2 has room for.
        let hasRange = (hasTags && container != "mov") || container == "yuv4mpegpipe"
        switch codec {
        case _ where carriesAll:
            break
        case AV_CODEC_ID_MJPEG, AV_CODEC_ID_LJPEG:
            tags.matrix = AVCOL_SPC_SMPTE170M
            tags.range = AVCOL_RANGE_JPEG
            tags.chromaLocation = AVCHROMA_LOC_CENTER
        case AV_CODEC_ID_VP8, AV_CODEC_ID_THEORA, AV_CODEC_ID_MPEG1VIDEO:
            tags.matrix = AVCOL_SPC_SMPTE170M
            tags.range = AVCOL_RANGE_MPEG
            tags.chromaLocation = codec == AV_CODEC_ID_MPEG1VIDEO ? AVCHROMA_LOC_CENTER : AVCHROMA_LOC_LEFT
        default:
            // Of the others these leave the range to the container.
            let properties = avcodec_descriptor_get(codec)?.pointee.props ?? 0
            let isLossless = properties & (AV_CODEC_PROP_LOSSLESS | AV_CODEC_PROP_LOSSY) == AV_CODEC_PROP_LOSSLESS
            if !(isLossless && hasRange) { tags.range = AVCOL_RANGE_MPEG }
            let hasMatrix = codec == AV_CODEC_ID_MPEG2VIDEO || codec == AV_CODEC_ID_PRORES
            if !hasMatrix && !hasTags { tags.matrix = ColorTags.guessedMatrix(width: width, height: height) }
        }
        return tags
    }

    package func apply(to frame: borrowing Frame) {
        frame.pointer.pointee.color_range = range
        frame.pointer.pointee.colorspace = matrix
        frame.pointer.pointee.color_primaries = primaries
        frame.pointer.pointee.color_trc = transfer
        frame.pointer.pointee.chroma_location = chromaLocation
    }
}
