internal import FFmpegShim
internal import Report

/// What becomes of an input's streams in an output: one is coloured, others are copied, and what is left out is said.
struct OutputStreams {
    /// The input's streams that are copied, in its order.
    let copies: [StreamInfo]
    /// Pictures, sounds and subtitles the output has.
    let kinds: [StreamInfo.Kind: Int]

    /// Where the streams are in the output.
    struct Places {
        /// Index of the coloured video.
        var video = 0
        /// The streams that are copied packet by packet, by their index in the input.
        var copied: [Int: (outputIndex: Int, timeBase: Rational)] = [:]
        /// What takes out of packets what the container's header says, by the stream's index in the input.
        var filters: [Int: BitstreamFilter] = [:]
    }

    /// Finds out which streams the container takes, before anything is written. Streams, tags and a rotation that it
    /// cannot hold are named in a warning each.
    ///
    /// - Throws: `MediaError` if it does not take the encoder's.
    init(
        encoder: Encoder, container: OutputContainer, outline: FilmOutline, warn: (Notice) -> Void
    ) throws(MediaError) {
        let trial = MuxerTrial(container: container, encoder: encoder, outline: outline)
        try trial.checkVideo()
        guard let film = outline.film else {
            copies = []
            kinds = [.video: 1]
            return
        }
        var candidates: [StreamInfo] = []
        for stream in film.streams where stream.index != film.video.index {
            if let number = film.films.firstIndex(where: { $0.index == stream.index }) {
                warn(.streamDropped(stream.name, .notChosen(number: number)))
            } else if !film.copied.contains(where: { $0.index == stream.index }) || container.saysOtherwise(stream) {
                continue
            } else if film.codecHeaders[stream.index] == nil,
                stream.isUnknownSound || OutputStreams.needsHeader(stream, container)
            {
                warn(.streamDropped(stream.name, .beginsBeyondProbing))
            } else if !container.canHold(stream) {
                warn(.streamDropped(stream.name, .containerCannotHold(container.name, advice: container.advice)))
            } else {
                candidates.append(stream)
            }
        }
        let (taken, refused) = try trial.accepted(of: candidates)
        for stream in candidates {
            guard let reason = refused[stream.index] else { continue }
            warn(
                .streamDropped(
                    stream.name, .containerRefuses(container.name, reason: reason, advice: container.advice)))
        }
        copies = taken
        kinds = StreamInfo.countKinds(of: [film.video] + taken)

        let tags = film.metadata.tagNames.filter { !container.canHold(tag: $0) }
        if !tags.isEmpty { warn(.tagsDropped(tags, container: container.name, advice: container.advice)) }
        if film.video.isRotated && !container.holdsRotation {
            warn(.rotationDropped(container: container.name))
        }
    }

    /// Whether the container says at its beginning what the stream says in its packets only. FFmpeg's muxer would write
    /// it over what is there, were it known later, and cannot write it into a pipe.
    private static func needsHeader(_ stream: StreamInfo, _ container: OutputContainer) -> Bool {
        container.isMatroskaKind && CodecHeader.isInPackets(of: stream)
    }

    /// Adds the encoder's stream and `copies` to `muxer`, in the order of the input.
    static func add(
        _ copies: [StreamInfo], to muxer: Muxer, encoder: Encoder, outline: FilmOutline
    ) throws(MediaError) -> Places {
        var places = Places()
        guard let film = outline.film else {
            places.video = try muxer.addVideo(from: encoder, timecode: outline.timecode)
            return places
        }
        for stream in (copies + [film.video]).sorted(by: { $0.index < $1.index }) {
            if stream.index == film.video.index {
                places.video = try muxer.addVideo(from: encoder, source: stream, outline: outline)
                continue
            }
            let codecHeader = needsHeader(stream, muxer.container) ? film.codecHeaders[stream.index] : nil
            if codecHeader != nil { places.filters[stream.index] = try CodecHeader.filter(for: stream) }
            let index = try muxer.addCopy(
                of: stream, startingAt: outline.origin == nil ? film.firstTimestamps[stream.index] : nil,
                codecHeader: codecHeader, isPart: film.part != nil)
            if let index { places.copied[stream.index] = (index, stream.timeBase) }
        }
        return places
    }
}
