internal import FFmpegShim

/// A chain of FFmpeg's filters between the decoder and the pipeline, for what FFmpeg does best itself: one kind of
/// picture goes in, pictures come out.
final class FrameFilter {
    /// What a filter answers when it is asked for a frame.
    enum Outcome: ~Copyable {
        case frame(Frame)
        /// It wants another frame first.
        case needsFrame
        /// It has been drained.
        case end
    }

    private let graph: UnsafeMutablePointer<AVFilterGraph>
    private let source: UnsafeMutablePointer<AVFilterContext>
    private let sink: UnsafeMutablePointer<AVFilterContext>
    private let timeBase: Rational
    private let width: Int
    private let height: Int
    private let format: AVPixelFormat

    /// `chain` is in FFmpeg's words ("bwdif=mode=send_frame"). Frames that are sent must be like `frame` in size and
    /// pixel format, with times in `timeBase`.
    init(_ chain: String, like frame: borrowing Frame, timeBase: Rational) throws(MediaError) {
        guard let graph = avfilter_graph_alloc() else { throw Frame.outOfMemory }
        do throws(MediaError) {
            let aspect = frame.pointer.pointee.sample_aspect_ratio
            let arguments =
                "video_size=\(frame.width)x\(frame.height):pix_fmt=\(frame.format.rawValue):time_base=\(timeBase)"
                + ":pixel_aspect=\(max(0, aspect.num))/\(max(1, aspect.den))"
            source = try FrameFilter.add("buffer", arguments, to: graph)
            sink = try FrameFilter.add("buffersink", nil, to: graph)
            // The names are those of the open ends as the chain's parser sees them: its input is fed by our source.
            var outputs = avfilter_inout_alloc()
            var inputs = avfilter_inout_alloc()
            defer {
                avfilter_inout_free(&outputs)
                avfilter_inout_free(&inputs)
            }
            guard let output = outputs, let input = inputs else { throw Frame.outOfMemory }
            output.pointee.name = av_strdup("in")
            output.pointee.filter_ctx = source
            input.pointee.name = av_strdup("out")
            input.pointee.filter_ctx = sink
            try checked(avfilter_graph_parse_ptr(graph, chain, &inputs, &outputs, nil), "set up the filter \(chain)")
            // One thread: the decoder, the network and the encoder have the cores.
            graph.pointee.nb_threads = 1
            try checked(avfilter_graph_config(graph, nil), "set up the filter \(chain)")
        } catch {
            var graph: UnsafeMutablePointer<AVFilterGraph>? = graph
            avfilter_graph_free(&graph)
            throw error
        }
        self.graph = graph
        self.timeBase = timeBase
        width = frame.width
        height = frame.height
        format = frame.format
    }

    deinit {
        var graph: UnsafeMutablePointer<AVFilterGraph>? = self.graph
        avfilter_graph_free(&graph)
    }

    private static func add(
        _ name: String, _ arguments: String?, to graph: UnsafeMutablePointer<AVFilterGraph>
    ) throws(MediaError) -> UnsafeMutablePointer<AVFilterContext> {
        guard let filter = avfilter_get_by_name(name) else {
            throw MediaError(.unsupported, reason: "this FFmpeg has no filter '\(name)'")
        }
        var context: UnsafeMutablePointer<AVFilterContext>?
        try checked(
            avfilter_graph_create_filter(&context, filter, name == "buffer" ? "in" : "out", arguments, nil, graph),
            "set up the filter \(name)")
        guard let context else { throw Frame.outOfMemory }
        return context
    }

    /// Whether the filter was made for frames of this size and pixel format.
    func takes(_ frame: borrowing Frame) -> Bool {
        frame.width == width && frame.height == height && frame.format == format
    }

    func send(_ frame: consuming Frame) throws(MediaError) {
        try checked(av_buffersrc_add_frame_flags(source, frame.pointer, 0), "filter a frame")
    }

    /// Tells the filter that no frame follows: it then gives the frames it still holds.
    func sendEnd() throws(MediaError) {
        try checked(av_buffersrc_add_frame_flags(source, nil, 0), "drain the filter")
    }

    /// The next filtered frame, with its time in the time base given to `init`.
    func receive() throws(MediaError) -> Outcome {
        let frame = try Frame()
        let status = av_buffersink_get_frame(sink, frame.pointer)
        if status == shim_error_again() { return .needsFrame }
        if status == shim_error_eof() { return .end }
        try checked(status, "filter a frame")
        // Deinterlacers count in half ticks.
        frame.pointer.pointee.pts = av_rescale_q(
            frame.pointer.pointee.pts, av_buffersink_get_time_base(sink), timeBase.av)
        return .frame(frame)
    }
}
