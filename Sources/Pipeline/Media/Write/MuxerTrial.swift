internal import FFmpegShim
internal import Report

/// Asks a muxer what it takes by having it write a header to nowhere.
struct MuxerTrial {
    let container: OutputContainer
    let encoder: Encoder
    let outline: FilmOutline

    /// Whether a video stream of this codec gets a header.
    static func takesVideo(of codec: AVCodecID, in container: OutputContainer) -> Bool {
        do throws(MediaError) {
            let muxer = try Muxer(trialOf: container)
            guard let stream = avformat_new_stream(muxer.context, nil), let parameters = stream.pointee.codecpar else {
                return false
            }
            parameters.pointee.codec_type = AVMEDIA_TYPE_VIDEO
            parameters.pointee.codec_id = codec
            parameters.pointee.format = AV_PIX_FMT_YUV420P.rawValue
            (parameters.pointee.width, parameters.pointee.height) = (320, 240)
            stream.pointee.time_base = AVRational(num: 1, den: 25)
            stream.pointee.avg_frame_rate = AVRational(num: 25, den: 1)
            return muxer.tryHeader() >= 0
        } catch {
            return false
        }
    }

    /// Throws what the muxer says against the encoder's stream, if anything.
    func checkVideo() throws(MediaError) {
        let status = try statusOfHeader(with: [])
        if status >= 0 { return }
        let isPipe = StandardStream.isMeant(by: container.path)
        let error = MediaError(
            operation: "write the header", status: status, path: isPipe ? "standard output" : container.path)
        if isPipe { throw error }
        throw MediaError(
            .badOption, path: container.path,
            reason: "\(container.name) does not take \(encoder.name): \(error.reason)",
            advice: [.otherEncoderOrMatroska])
    }

    /// The streams of `candidates` that the muxer takes beside the encoder's, and by index what it says against the
    /// others. They are tried in order, and those that are taken stay.
    func accepted(of candidates: [StreamInfo]) throws(MediaError) -> (taken: [StreamInfo], refused: [Int: String]) {
        if try refusal(of: candidates) == nil { return (candidates, [:]) }
        var taken: [StreamInfo] = []
        var refused: [Int: String] = [:]
        for candidate in candidates {
            if let reason = try refusal(of: taken + [candidate]) {
                refused[candidate.index] = reason
            } else {
                taken.append(candidate)
            }
        }
        return (taken, refused)
    }

    /// nil if the streams are taken together.
    private func refusal(of streams: [StreamInfo]) throws(MediaError) -> String? {
        _ = MediaError.lastLogLine()
        let status = try statusOfHeader(with: streams)
        if status >= 0 { return nil }
        let logged = MediaError.lastLogLine()
        return logged.isEmpty ? MediaError.text(of: status) : logged
    }

    private func statusOfHeader(with copies: [StreamInfo]) throws(MediaError) -> CInt {
        let muxer = try Muxer(trialOf: container)
        _ = try OutputStreams.add(copies, to: muxer, encoder: encoder, outline: outline)
        return muxer.tryHeader()
    }
}
