package import Color
internal import FFmpegShim

/// What the colour path needs to know about one of FFmpeg's pixel formats.
package struct PixelFormat: Sendable, Hashable {
    let av: AVPixelFormat

    init?(_ format: AVPixelFormat) {
        guard av_pix_fmt_desc_get(format) != nil else { return nil }
        av = format
    }

    /// The format called `name` ("yuv420p10le"), or nil.
    package init?(named name: String) {
        self.init(av_get_pix_fmt(name))
    }

    package var name: String { av_get_pix_fmt_name(av).map { String(cString: $0) } ?? "unknown" }

    /// FFmpeg's description; it exists, or `init` had failed.
    private var descriptor: AVPixFmtDescriptor { av_pix_fmt_desc_get(av)?.pointee ?? AVPixFmtDescriptor() }

    private func has(_ flag: CInt) -> Bool { descriptor.flags & UInt64(flag) != 0 }

    var isRGB: Bool { has(AV_PIX_FMT_FLAG_RGB) || hasPalette }
    var hasPalette: Bool { has(AV_PIX_FMT_FLAG_PAL) }

    /// Samples are floating-point numbers; others stand for numbers by their range.
    package var isFloat: Bool { has(AV_PIX_FMT_FLAG_FLOAT) }
    /// Whether there is a component of alpha, or a palette that may hold it.
    package var hasAlpha: Bool { has(AV_PIX_FMT_FLAG_ALPHA) }

    /// log2 of the chroma subsampling.
    var chromaShifts: (x: Int, y: Int) {
        colorComponentCount == 3 && !isRGB ? (Int(descriptor.log2_chroma_w), Int(descriptor.log2_chroma_h)) : (0, 0)
    }

    /// The components of colour; alpha is not one.
    package var colorComponentCount: Int {
        hasPalette ? 3 : Int(descriptor.nb_components) - (has(AV_PIX_FMT_FLAG_ALPHA) ? 1 : 0)
    }

    /// Bits a sample of the first component; palettes hold 8.
    var bitDepth: Int { hasPalette ? 8 : Int(descriptor.comp.0.depth) }

    /// Bytes a sample of a planar format: 1, 2, or 4 for float.
    var bytesPerSample: CInt { isFloat ? 4 : bitDepth > 8 ? 2 : 1 }

    /// Memory of a picture without padding, in bytes.
    func frameBytes(width: Int, height: Int) -> Int {
        Int(max(0, av_image_get_buffer_size(av, CInt(clamping: width), CInt(clamping: height), 1)))
    }

    /// The YUVJ formats say by their name what others say by a tag: full range.
    var isFullRangeByName: Bool {
        [AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ440P, AV_PIX_FMT_YUVJ411P]
            .contains(av)
    }

    /// Components as an array, instead of the tuple that C's array becomes.
    var components: [AVComponentDescriptor] {
        [descriptor.comp.0, descriptor.comp.1, descriptor.comp.2, descriptor.comp.3]
    }

    /// Whether FFmpeg can read and write the samples of this format line by line, in RGB, Y'CbCr or grey: integers of
    /// up to 16 bits, or floats of 16 or 32.
    var isReadable: Bool {
        if has(AV_PIX_FMT_FLAG_HWACCEL) || has(AV_PIX_FMT_FLAG_BAYER) { return false }
        return !name.hasPrefix("xyz") && (colorComponentCount == 1 || colorComponentCount == 3)
            && components.prefix(colorComponentCount).allSatisfy {
                isFloat ? $0.depth == 16 || $0.depth == 32 : $0.depth <= 16
            }
    }

    /// Whether a finished picture can be written in this format. A palette would have to be chosen.
    var canBeWritten: Bool { planar != nil && !hasPalette }

    /// Whether the colour kernels can work on the planes as they are: one component a plane, tightly packed native
    /// samples in the low bits.
    var isPlanar: Bool {
        if !isReadable || hasPalette || has(AV_PIX_FMT_FLAG_BITSTREAM) || bitDepth < 8 { return false }
        if isFloat && bitDepth != 32 { return false }
        let bytes = bytesPerSample
        if bytes > 1 && has(AV_PIX_FMT_FLAG_BE) { return false }
        let used = components.prefix(colorComponentCount)
        return Set(used.map(\.plane)).count == used.count
            && used.allSatisfy { $0.step == bytes && $0.offset == 0 && $0.shift == 0 }
    }

    /// The planar format that holds the same samples: the format itself when it is planar already.
    package var planar: PixelFormat? {
        if isPlanar { return self }
        guard isReadable else { return nil }
        if isFloat {
            guard colorComponentCount == 1 || isRGB else { return nil }
            return PixelFormat(named: colorComponentCount == 1 ? "grayf32le" : "gbrpf32le")
        }
        let depth = max(8, bitDepth)
        let suffix = depth > 8 ? "\(depth)le" : ""
        if colorComponentCount == 1 { return PixelFormat(named: "gray\(suffix)") }
        if isRGB { return PixelFormat(named: "gbrp\(suffix)") }
        let subsampling =
            switch (descriptor.log2_chroma_w, descriptor.log2_chroma_h) {
            case (0, 0): "444"
            case (1, 0): "422"
            case (1, 1): "420"
            case (2, 0): "411"
            case (0, 1): "440"
            default: "410"
            }
        return PixelFormat(named: "yuv\(subsampling)p\(suffix)")
    }

    /// The layout of a picture of this format, which must be planar.
    package func layout(width: Int, height: Int, color: ColorDescription) -> PictureLayout {
        let model: PictureLayout.Model = colorComponentCount == 1 ? .gray : isRGB ? .rgb : .yuv
        return PictureLayout(
            model: model, width: width, height: height, bitDepth: bitDepth, chromaShiftX: chromaShifts.x,
            chromaShiftY: chromaShifts.y, color: color)
    }
}
