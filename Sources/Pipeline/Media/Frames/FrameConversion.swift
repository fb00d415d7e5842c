internal import Color
internal import FFmpegShim

/// Makes pictures of one pixel format pictures of another that show the same colours. For one thread at a time.
package final class FrameConversion {
    private var last: (chain: String, filter: FrameFilter)?

    /// What it takes is made when the first picture comes, and kept.
    package init() {}

    /// The same picture in another format; unchanged where format, range and matrix are the same. Throws `MediaError`
    /// for formats that FFmpeg's scaler does not know.
    ///
    /// - Parameters:
    ///   - frame: a picture of one of the formats of three components.
    ///   - own: its tags.
    ///   - tags: those that it is to have.
    package func convert(
        _ frame: consuming Frame, _ own: ColorTags, to format: PixelFormat, _ tags: ColorTags
    ) throws(MediaError) -> Frame {
        let (from, to) = (own.description, tags.description)
        if frame.format == format.av, format.isRGB || (from.range == to.range && from.matrix == to.matrix) {
            tags.apply(to: frame)
            return frame
        }
        let chain =
            "scale=in_range=\(from.range.filterName):out_range=\(to.range.filterName)"
            + ":in_color_matrix=\(from.matrix.filterName):out_color_matrix=\(to.matrix.filterName)"
            + ":flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp,format=pix_fmts=\(format.name)"
        if last?.chain != chain || last?.filter.takes(frame) == false { last = nil }
        let filter: FrameFilter
        if let last {
            filter = last.filter
        } else {
            filter = try FrameFilter(chain, like: frame, timeBase: Rational(1, 1))
            last = (chain, filter)
        }
        try filter.send(frame)
        guard case .frame(let result) = try filter.receive() else {
            throw MediaError(.ffmpeg, reason: "a frame was lost in the filter \(chain)")
        }
        tags.apply(to: result)
        return result
    }
}

extension ColorDescription.Range {
    fileprivate var filterName: String { self == .full ? "full" : "limited" }
}

extension ColorDescription.Matrix {
    fileprivate var filterName: String {
        switch self {
        case .bt709: "bt709"
        case .bt601: "bt601"
        case .bt2020: "bt2020"
        case .smpte240m: "smpte240m"
        case .fcc: "fcc"
        }
    }
}
