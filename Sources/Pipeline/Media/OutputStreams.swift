/// What becomes of an input's streams in an output: one is coloured, others are copied, and what is left out is said.
struct OutputStreams {
    /// Index of the coloured picture in the output.
    let video: Int
    /// The streams that are copied packet by packet, by their index in the input.
    let copied: [Int: (outputIndex: Int, timeBase: Rational)]
    /// Pictures, sounds and subtitles the output has.
    let kinds: [StreamInfo.Kind: Int]

    /// Adds all streams to `muxer`, in the order of the input. Streams, tags and a rotation that the container cannot
    /// hold are named in a warning each.
    init(
        of muxer: Muxer, encoder: Encoder, container: OutputContainer, outline: FilmOutline, warn: (String) -> Void
    ) throws(MediaError) {
        guard let film = outline.film else {
            video = try muxer.addVideo(from: encoder, timecode: outline.timecode)
            copied = [:]
            kinds = [.video: 1]
            return
        }
        var copied: [Int: (outputIndex: Int, timeBase: Rational)] = [:]
        var written: [StreamInfo] = []
        var video = 0
        for stream in film.demuxer.streams {
            if stream.index == film.video.index {
                video = try muxer.addVideo(from: encoder, source: stream)
            } else if let number = film.demuxer.films.firstIndex(where: { $0.index == stream.index }) {
                warn("\(stream.title) left out: one is coloured; --map-video \(number) takes this one")
                continue
            } else if !film.copied.contains(where: { $0.index == stream.index }) || container.saysOtherwise(stream) {
                continue
            } else if !container.canHold(stream) {
                warn("\(stream.title) left out: \(container.name) cannot hold it\(container.advice)")
                continue
            } else {
                let start = outline.origin == nil ? film.firstTimestamps[stream.index] : nil
                if let index = try muxer.addCopy(of: stream, startingAt: start) {
                    copied[stream.index] = (index, stream.timeBase)
                }
            }
            written.append(stream)
        }
        self.video = video
        self.copied = copied
        kinds = FilmVerification.countKinds(of: written)

        let tags = film.demuxer.tagNames.filter { !container.canHold(tag: $0) }
        if !tags.isEmpty {
            warn(
                "tag\(tags.count == 1 ? "" : "s") \(tags.joined(separator: ", ")) left out: "
                    + "\(container.name) has no place for \(tags.count == 1 ? "it" : "them")\(container.advice)")
        }
        if film.video.isRotated && !container.holdsRotation {
            warn("the picture's rotation is left out: \(container.name) cannot hold it; use .mp4")
        }
    }
}
