internal import FFmpegShim
internal import Files
package import Flow
internal import Report

/// Reads a container and hands out its packets in the order of the file.
package final class Demuxer {
    /// The input's name in messages.
    package let path: String
    let streams: [StreamInfo]
    /// When the film ends by what the container's header says, in seconds of its timestamps; nil if it says nothing and
    /// FFmpeg's figure is an estimate.
    let statedEndSeconds: Double?
    /// When the film begins, in seconds of its timestamps; 0 if it does not say.
    package let startSeconds: Double
    /// Whether the container's clock begins anywhere and may jump: MPEG streams. FFmpeg finds places in them by time
    /// only roughly, and not at all behind a jump.
    let hasFreeClock: Bool
    private let context: UnsafeMutablePointer<AVFormatContext>
    /// The file itself, which the context does not own; nil where the context opened it.
    private let file: OpenedInput?
    private let cancellation: Cancellation
    private var joints: TimeJoints
    /// Packets that were read ahead, the next one last, and how often times had been joined up to each.
    private var skimmed: [(packet: Packet, jointCount: Int)] = []
    /// How often times have been joined up to the last packet that was read.
    private(set) var jointCount = 0
    /// Streams that appeared when the others were known already, by their index, and when each begins in seconds.
    private(set) var lateStreams: [Int: (kind: StreamInfo.Kind, name: StreamName, seconds: Double)] = [:]

    /// How much of an MPEG stream is read to find its streams: nothing says beforehand which there are, and sound may
    /// begin after a minute.
    private static let (probedBytes, probedSeconds) = (Int64(32 << 20), Int64(60))

    /// Opens `input`, a file or `StandardStream.name`, and reads enough of it to know its streams. A cancelled
    /// `cancellation` makes any read return.
    ///
    /// Nothing but `input` is opened, whatever it says; with `followsPlaylists` also local files that it names.
    /// - Parameters:
    ///   - continuation: files that are read behind `input` as if they were parts of it.
    ///   - isForLook: the video is all that matters.
    package init(
        input: String, continuation: [String]? = nil, followsPlaylists: Bool = false, cancellation: Cancellation,
        isForLook: Bool = false
    ) throws(MediaError) {
        let path = StandardStream.isMeant(by: input) ? "standard input" : input
        guard let allocated = avformat_alloc_context() else {
            throw MediaError(operation: "open", status: shim_error_from_errno(ENOMEM), path: path)
        }
        allocated.pointee.interrupt_callback = OpenedInput.interruption(by: cancellation)
        var opened: UnsafeMutablePointer<AVFormatContext>? = allocated
        // On failure avformat_open_input frees the context. "file:" keeps a colon in a name from being a protocol.
        let address: String
        do throws(MediaError) {
            address = try OpenedInput.address(of: input, continuation: continuation ?? [])
        } catch {
            avformat_free_context(allocated)
            throw error
        }
        var options: OpaquePointer?
        defer { av_dict_free(&options) }
        var format: UnsafePointer<AVInputFormat>?
        if followsPlaylists && continuation == nil {
            av_dict_set(&options, "protocol_whitelist", "file,pipe,crypto,data", 0)
            file = nil
        } else {
            av_dict_set(&options, "protocol_whitelist", "none", 0)
            do throws(MediaError) {
                let file = try OpenedInput(address: address, path: path, cancellation: cancellation)
                allocated.pointee.pb = file.context
                try checked(
                    av_probe_input_buffer2(file.context, &format, address.systemPath, nil, 0, 0), "open", path: path)
                self.file = file
            } catch {
                avformat_free_context(allocated)
                throw error
            }
            shim_input_refuse_other_files(allocated)
        }
        do throws(MediaError) {
            try checked(avformat_open_input(&opened, address.systemPath, format, &options), "open", path: path)
        } catch {
            throw Demuxer.refusal(of: format, path: path) ?? error
        }
        guard let context = opened else {
            throw MediaError(operation: "open", status: shim_error_invalid_data(), path: path)
        }
        let hasFreeClock = context.pointee.iformat.pointee.flags & AVFMT_TS_DISCONT != 0
        if hasFreeClock && !isForLook {
            context.pointee.probesize = Demuxer.probedBytes
            context.pointee.max_analyze_duration = Demuxer.probedSeconds * Int64(AV_TIME_BASE)
        }
        do throws(MediaError) {
            try checked(avformat_find_stream_info(context, nil), "find the streams", path: path)
            streams = try Demuxer.describeStreams(of: context)
        } catch {
            opened = context
            avformat_close_input(&opened)
            throw Demuxer.refusal(of: format, path: path) ?? error
        }
        self.path = path
        self.cancellation = cancellation
        self.hasFreeClock = hasFreeClock
        joints = TimeJoints(isActive: hasFreeClock)
        let duration = context.pointee.duration
        let start = context.pointee.start_time
        startSeconds = start == shim_no_timestamp() ? 0 : Double(start) / Double(AV_TIME_BASE)
        let isStated = context.pointee.duration_estimation_method == AVFMT_DURATION_FROM_STREAM && duration > 0
        // Matroska counts from 0, MP4 from where the film begins: of the two, the earlier.
        statedEndSeconds = isStated ? min(0, startSeconds) + Double(duration) / Double(AV_TIME_BASE) : nil
        self.context = context
    }

    deinit {
        var context: UnsafeMutablePointer<AVFormatContext>? = self.context
        avformat_close_input(&context)
    }

    /// Why a file that names others cannot be read; nil for a format that does not.
    private static func refusal(of format: UnsafePointer<AVInputFormat>?, path: String) -> MediaError? {
        guard let format, listFormats.contains(String(cString: format.pointee.name)) else { return nil }
        return MediaError(
            .badInput, path: path,
            reason: "is a list of other files, which are not opened", advice: [.followPlaylists])
    }

    /// Demuxers of files that hold nothing but other files' names, or addresses in the network.
    private static let listFormats: Set<String> = [
        "hls", "dash", "concat", "imf", "sdp", "rtsp", "webm_dash_manifest", "vobsub",
    ]

    private static func describeStreams(
        of context: UnsafeMutablePointer<AVFormatContext>
    ) throws(MediaError) -> [StreamInfo] {
        var streams: [StreamInfo] = []
        for index in 0..<Int(context.pointee.nb_streams) {
            guard let stream = context.pointee.streams[index] else { continue }
            let parameters = stream.pointee.codecpar.pointee
            let timeBase = Rational(stream.pointee.time_base)
            let duration = stream.pointee.duration
            let containerDuration = context.pointee.duration
            streams.append(
                StreamInfo(
                    index: index, kind: Demuxer.kind(of: parameters),
                    codecName: Demuxer.codecName(of: stream),
                    timeBase: timeBase,
                    durationSeconds: duration > 0
                        ? Double(duration) * timeBase.value
                        : containerDuration > 0 ? Double(containerDuration) / Double(AV_TIME_BASE) : nil,
                    frameCount: stream.pointee.nb_frames > 0 ? Int(stream.pointee.nb_frames) : nil,
                    frameRate: Rational(av_guess_frame_rate(context, stream, nil)),
                    hasConstantFrameRate: stream.pointee.avg_frame_rate.num > 0
                        && Rational(stream.pointee.avg_frame_rate) == Rational(stream.pointee.r_frame_rate),
                    isAttachedPicture: stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0,
                    parameters: try StreamParameters(copying: stream)))
        }
        return streams
    }

    private static func kind(of parameters: AVCodecParameters) -> StreamInfo.Kind {
        switch parameters.codec_type {
        case AVMEDIA_TYPE_VIDEO: .video
        case AVMEDIA_TYPE_AUDIO: .audio
        case AVMEDIA_TYPE_SUBTITLE: .subtitle
        case AVMEDIA_TYPE_ATTACHMENT: .attachment
        default: .data
        }
    }

    /// The codec's name, or that of an attached file.
    private static func codecName(of stream: UnsafeMutablePointer<AVStream>) -> String {
        let parameters = stream.pointee.codecpar.pointee
        if parameters.codec_type == AVMEDIA_TYPE_ATTACHMENT,
            let entry = av_dict_get(stream.pointee.metadata, "filename", nil, 0)
        {
            return String(cString: entry.pointee.value)
        }
        return String(cString: avcodec_get_name(parameters.codec_id))
    }

    /// What the container says of the whole film. Throws `MediaError` if there is no memory.
    func metadata() throws(MediaError) -> FilmMetadata { try FilmMetadata(copying: context) }

    /// The streams that are films, not cover art.
    package var films: [StreamInfo] { streams.filter { $0.kind == .video && !$0.isAttachedPicture } }

    /// The stream to colour: number `number` of `films`, or without a number the one FFmpeg thinks best.
    package func picture(number: Int?) throws(MediaError) -> StreamInfo {
        let films = films
        if films.isEmpty {
            let kinds = streams.map(\.codecName).joined(separator: ", ")
            throw MediaError(
                .badInput, path: path, reason: kinds.isEmpty ? "has no streams" : "has no video stream, only \(kinds)")
        }
        if let number {
            guard films.indices.contains(number) else {
                throw MediaError(
                    .badOption, path: path,
                    reason: "has no video stream \(number), only 0 to \(films.count - 1)", advice: [.chooseVideoStream])
            }
            return films[number]
        }
        let best = av_find_best_stream(context, AVMEDIA_TYPE_VIDEO, -1, -1, nil, 0)
        return films.first { $0.index == Int(best) } ?? films[0]
    }

    /// When the film begins, in `timeBase`, where that is before 0 because its clock ran over, as those of MPEG streams
    /// do once a day; nil elsewhere. (Before 0 is also what MP4's edit lists cut off.)
    func negativeStart(in timeBase: Rational) -> Int64? {
        guard hasFreeClock, startSeconds < 0, timeBase.isPositive else { return nil }
        return Int64((startSeconds / timeBase.value).rounded(.down).clamped(to: -0x1p52...0))
    }

    /// Makes reading go on with the last key frame at or before `seconds` of the timestamps. False if the input cannot
    /// do that: then it goes on where it was.
    package func seek(toSeconds seconds: Double) -> Bool {
        guard canSeek, abs(seconds) < 1e9 else { return false }
        let target = Int64(seconds * Double(AV_TIME_BASE))
        guard avformat_seek_file(context, -1, .min, target, target, 0) >= 0 else { return false }
        skimmed = []
        return true
    }

    /// Whether reading has been broken off from outside.
    package var isCancelled: Bool { cancellation.isCancelled }

    /// Reads the next packet of any stream; false at the end of the file.
    package func read(into packet: Packet) throws(MediaError) -> Bool {
        packet.clear()
        if let next = skimmed.popLast() {
            av_packet_move_ref(packet.pointer, next.packet.pointer)
            jointCount = next.jointCount
            return true
        }
        let status = av_read_frame(context, packet.pointer)
        if status == shim_error_eof() { return false }
        if status < 0, cancellation.isCancelled { throw MediaError(.ffmpeg, path: path, reason: "interrupted") }
        try checked(status, "read", path: path)
        if streams.indices.contains(packet.streamIndex) {
            joints.join(packet, of: streams[packet.streamIndex])
            jointCount = joints.count
        } else if lateStreams[packet.streamIndex] == nil {
            noteLateStream(packet)
        }
        return true
    }

    /// Makes `packets` the next ones that are read, with what `jointCount` was at each.
    func putBack(_ packets: [(packet: Packet, jointCount: Int)]) { skimmed += packets.reversed() }

    /// Makes reading begin with the first packet.
    func rewind() throws(MediaError) {
        let status =
            hasFreeClock
            ? av_seek_frame(context, -1, 0, AVSEEK_FLAG_BYTE)
            : avformat_seek_file(context, -1, .min, Int64(startSeconds * Double(AV_TIME_BASE)), .max, 0)
        try checked(status, "go back to the start", path: path)
        skimmed = []
        joints = TimeJoints(isActive: hasFreeClock)
        jointCount = 0
    }

    /// Whether the file is a coded stream without a container. FFmpeg counts its frames from wherever it reads.
    private var isRawStream: Bool {
        let names = String(cString: context.pointee.iformat.pointee.name).split(separator: ",")
        return names.contains { Demuxer.rawStreamNames.contains($0) }
    }

    private static let rawStreamNames: Set<Substring> = [
        "h264", "hevc", "vvc", "m4v", "mpegvideo", "mjpeg", "mjpeg_2000", "vc1", "h261", "h263", "cavsvideo", "dirac",
        "dnxhd", "obu", "avs2", "avs3", "v210", "v210x",
    ]

    /// Whether reading can go on at another place.
    var canSeek: Bool {
        context.pointee.pb != nil && context.pointee.pb.pointee.seekable & AVIO_SEEKABLE_NORMAL != 0
            && context.pointee.iformat.pointee.flags & AVFMT_NOTIMESTAMPS == 0 && !isRawStream
    }

    private func noteLateStream(_ packet: Packet) {
        let index = packet.streamIndex
        guard index >= 0, index < Int(context.pointee.nb_streams), let stream = context.pointee.streams[index] else {
            return
        }
        let seconds = Double(packet.startTimestamp ?? 0) * Rational(stream.pointee.time_base).value - startSeconds
        let kind = Demuxer.kind(of: stream.pointee.codecpar.pointee)
        let name = StreamName(index: index, kind: kind.inReports, codec: Demuxer.codecName(of: stream))
        lateStreams[index] = (kind, name, seconds)
    }
}
