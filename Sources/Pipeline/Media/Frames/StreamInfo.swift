internal import FFmpegShim
internal import Report

/// What a stream of an input looks like: a value, copied from the demuxer, that outlives it.
package struct StreamInfo: Sendable {
    package enum Kind: Sendable {
        case video, audio, subtitle, data, attachment

        /// The same kind in reports.
        var inReports: StreamName.Kind {
            switch self {
            case .video: .video
            case .audio: .audio
            case .subtitle: .subtitle
            case .data: .data
            case .attachment: .attachment
            }
        }
    }

    let index: Int
    let kind: Kind
    /// "h264", "aac", "hdmv_pgs_subtitle".
    let codecName: String
    let timeBase: Rational
    /// In seconds, from the stream or else from the container; nil if neither says.
    let durationSeconds: Double?
    /// Number of frames, if the container says.
    let frameCount: Int?
    /// FFmpeg's best guess at the nominal frame rate; not positive if it has none.
    let frameRate: Rational
    /// What a frame lasts at that rate; a 25th of a second if there is none.
    var secondsAFrame: Double { frameRate.isPositive ? frameRate.inverse.value : 0.04 }
    /// Whether the average frame rate is also the lowest that fits all timestamps.
    let hasConstantFrameRate: Bool
    /// A still picture that accompanies the film, such as cover art.
    let isAttachedPicture: Bool
    let parameters: StreamParameters

    /// How many streams there are of the kinds that every container counts.
    static func countKinds(of streams: [StreamInfo]) -> [Kind: Int] {
        streams.reduce(into: [.video: 0, .audio: 0, .subtitle: 0]) { counts, stream in
            if counts[stream.kind] != nil { counts[stream.kind, default: 0] += 1 }
        }
    }

    /// "subtitle stream 3 (hdmv_pgs_subtitle)".
    var title: String { "\(isAttachedPicture ? "cover art" : "\(kind)") stream \(index) (\(codecName))" }

    /// What reports call it.
    var name: StreamName {
        StreamName(index: index, kind: isAttachedPicture ? .coverArt : kind.inReports, codec: codecName)
    }

    /// QuickTime's timecode: a stream without a codec.
    var isTimecode: Bool {
        // "tmcd", least significant byte first.
        kind == .data && parameters.stream.pointee.codecpar.pointee.codec_tag == 0x6463_6D74
    }

    /// What the container, or the first packets, say of interlacing.
    var fieldOrder: AVFieldOrder { parameters.stream.pointee.codecpar.pointee.field_order }

    /// Whether it is sound of which nothing has been read yet, so that no header can be written for it.
    var isUnknownSound: Bool {
        let parameters = parameters.stream.pointee.codecpar.pointee
        return kind == .audio && (parameters.sample_rate <= 0 || parameters.codec_id == AV_CODEC_ID_NONE)
    }

    /// How the stored frames lie.
    var orientation: PictureOrientation {
        guard let matrix = shim_stream_display_matrix(parameters.stream) else { return .upright }
        return PictureOrientation(displayMatrix: Array(UnsafeBufferPointer(start: matrix, count: 9)))
    }

    /// Whether the frames have alpha in packets of their own, as VP8 and VP9 have in Matroska: only libvpx reads it.
    var hasSeparateAlpha: Bool {
        let stream = parameters.stream.pointee
        guard [AV_CODEC_ID_VP8, AV_CODEC_ID_VP9].contains(stream.codecpar.pointee.codec_id),
            let mode = av_dict_get(stream.metadata, "alpha_mode", nil, 0)
        else { return false }
        return String(cString: mode.pointee.value) == "1"
    }

    /// Whether the picture is to be shown turned.
    var isRotated: Bool { shim_stream_rotation(parameters.stream) != 0 }
}

/// The codec parameters, metadata, disposition and side data of one stream, kept in an AVStream that belongs to a
/// private format context, so that they can be copied to a muxer's stream after the demuxer has gone.
///
/// `@unchecked Sendable`: nothing changes the context after `init`.
final class StreamParameters: @unchecked Sendable {
    private let context: UnsafeMutablePointer<AVFormatContext>
    let stream: UnsafeMutablePointer<AVStream>

    init(copying source: UnsafeMutablePointer<AVStream>) throws(MediaError) {
        let outOfMemory = MediaError(
            operation: "copy stream parameters", status: shim_error_from_errno(ENOMEM))
        guard let context = avformat_alloc_context() else { throw outOfMemory }
        guard let stream = avformat_new_stream(context, nil) else {
            avformat_free_context(context)
            throw outOfMemory
        }
        do throws(MediaError) {
            try StreamParameters.copy(from: source, to: stream)
        } catch {
            avformat_free_context(context)
            throw error
        }
        self.context = context
        self.stream = stream
    }

    deinit { avformat_free_context(context) }

    /// Copies everything that describes a stream except its time base and its place in a file.
    static func copy(
        from source: UnsafeMutablePointer<AVStream>, to target: UnsafeMutablePointer<AVStream>
    ) throws(MediaError) {
        try checked(avcodec_parameters_copy(target.pointee.codecpar, source.pointee.codecpar), "copy codec parameters")
        try copyDescription(from: source, to: target)
        try checked(shim_stream_copy_side_data(target, source), "copy stream side data")
        if source.pointee.attached_pic.size > 0 {
            try checked(av_packet_ref(&target.pointee.attached_pic, &source.pointee.attached_pic), "copy cover art")
        }
    }

    /// Copies what describes a stream whatever its codec: metadata, disposition, aspect ratio and frame rate.
    static func copyDescription(
        from source: UnsafeMutablePointer<AVStream>, to target: UnsafeMutablePointer<AVStream>
    ) throws(MediaError) {
        try checked(av_dict_copy(&target.pointee.metadata, source.pointee.metadata, 0), "copy stream metadata")
        target.pointee.disposition = source.pointee.disposition
        target.pointee.sample_aspect_ratio = source.pointee.sample_aspect_ratio
        target.pointee.avg_frame_rate = source.pointee.avg_frame_rate
        target.pointee.r_frame_rate = source.pointee.r_frame_rate
        target.pointee.discard = AVDISCARD_DEFAULT
    }
}
