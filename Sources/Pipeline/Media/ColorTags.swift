internal import FFmpegShim

/// The colour tags of a frame as FFmpeg names them, with what is unsaid filled in.
struct ColorTags {
    var range: AVColorRange
    var matrix: AVColorSpace
    var primaries: AVColorPrimaries
    var transfer: AVColorTransferCharacteristic
    var chromaLocation: AVChromaLocation

    /// The tags of a decoded frame.
    ///
    /// Unsaid range: full for RGB, for the YUVJ formats and for grey (FFmpeg's own scaler reads grey so), else limited.
    /// Unsaid matrix: BT.709 for high definition, BT.601 below, as players guess (mpv, VLC).
    /// Unsaid chroma location: left, as H.264 and MPEG-2 define; centre for full-range pictures (JPEG).
    /// Primaries and transfer are carried along unchanged.
    init(of frame: borrowing Frame, format: PixelFormat) throws(MediaError) {
        let properties = frame.pointer.pointee
        primaries = properties.color_primaries
        transfer = properties.color_trc
        if transfer == AVCOL_TRC_SMPTE2084 || transfer == AVCOL_TRC_ARIB_STD_B67 {
            let name = transfer == AVCOL_TRC_SMPTE2084 ? "PQ" : "HLG"
            throw MediaError(
                .unsupported,
                reason: "the film is HDR (\(name)); convert it to SDR first, with FFmpeg's zscale and tonemap filters")
        }

        range = properties.color_range
        if range == AVCOL_RANGE_UNSPECIFIED || format.isFullRangeByName {
            let isFull = format.isRGB || format.isFullRangeByName || format.colorComponentCount == 1
            range = isFull ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
        }
        matrix = properties.colorspace
        if matrix == AVCOL_SPC_UNSPECIFIED || matrix == AVCOL_SPC_RGB || matrix == AVCOL_SPC_RESERVED {
            let isHighDefinition = frame.width >= 1280 || frame.height > 576
            matrix = isHighDefinition ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M
        }
        chromaLocation = properties.chroma_location
        if chromaLocation == AVCHROMA_LOC_UNSPECIFIED {
            chromaLocation = format.isFullRangeByName ? AVCHROMA_LOC_CENTER : AVCHROMA_LOC_LEFT
        }
    }

    /// The same facts in the colour path's words.
    func description() throws(MediaError) -> ColorDescription {
        let matrix: ColorDescription.Matrix =
            switch self.matrix {
            // An RGB picture has no matrix; any will do.
            case AVCOL_SPC_BT709, AVCOL_SPC_RGB: .bt709
            case AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M: .bt601
            case AVCOL_SPC_BT2020_NCL: .bt2020
            case AVCOL_SPC_SMPTE240M: .smpte240m
            case AVCOL_SPC_FCC: .fcc
            default:
                throw MediaError(
                    .unsupported,
                    reason: "the film's matrix (\(name(of: self.matrix))) is not one that can be coloured")
            }
        let location: ColorDescription.ChromaLocation =
            switch chromaLocation {
            case AVCHROMA_LOC_CENTER: .center
            case AVCHROMA_LOC_TOPLEFT: .topLeft
            default: .left
            }
        return ColorDescription(
            range: range == AVCOL_RANGE_JPEG ? .full : .limited, matrix: matrix, chromaLocation: location)
    }

    private func name(of matrix: AVColorSpace) -> String {
        av_color_space_name(matrix).map { String(cString: $0) } ?? "number \(matrix.rawValue)"
    }

    /// The tags that are true for a picture of format `output` recombined from this source: an RGB picture has no
    /// matrix and is full range.
    func recombined(as output: PixelFormat) -> ColorTags {
        var tags = self
        if output.isRGB {
            tags.matrix = AVCOL_SPC_RGB
            tags.range = AVCOL_RANGE_JPEG
        } else if output.isFullRangeByName {
            tags.range = AVCOL_RANGE_JPEG
        }
        return tags
    }

    func apply(to frame: borrowing Frame) {
        frame.pointer.pointee.color_range = range
        frame.pointer.pointee.colorspace = matrix
        frame.pointer.pointee.color_primaries = primaries
        frame.pointer.pointee.color_trc = transfer
        frame.pointer.pointee.chroma_location = chromaLocation
    }
}
