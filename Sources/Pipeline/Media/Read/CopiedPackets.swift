internal import FFmpegShim

/// The packets of streams that are copied, on their way from the demuxer to the output. Of a part of a film only what
/// lies in it passes; packets then wait until the picture has come as far as they are. Those of one stream pass in the
/// order of the file.
final class CopiedPackets {
    /// More than this before the first frame is no film.
    private static let mostHeldBytes = 256 << 20
    private let streams: [StreamInfo]
    private let path: String
    private let picture: StreamInfo
    private var pictureTimeBase: Rational { picture.timeBase }
    /// How far the picture has been read, in seconds.
    private(set) var position = -Double.infinity
    private let isPart: Bool
    private var sink: (any PacketSink)?
    private var held: [(packet: Packet, position: Double)] = []
    private var heldBytes = 0
    /// When the first packet of each stream starts, in the stream's time base, as far as it has come by.
    private(set) var firstTimestamps: [Int: Int64] = [:]
    /// What an output's header must say of streams for their decoders, by the stream's index; as far as it has come by.
    private(set) var codecHeaders: [Int: [UInt8]] = [:]
    /// The part's beginning, in the picture's time base.
    private var start: Int64?

    init(streams: [StreamInfo], path: String, picture: StreamInfo, isPart: Bool) {
        self.streams = streams
        self.path = path
        self.picture = picture
        self.isPart = isPart
    }

    /// Looks at the next packet of any stream. Takes what is in those of the picture's companions, which are left
    /// empty.
    func add(_ packet: Packet) throws(MediaError) {
        if packet.streamIndex == picture.index { return try advance(packet) }
        guard streams.indices.contains(packet.streamIndex) else { return }
        if firstTimestamps[packet.streamIndex] == nil {
            firstTimestamps[packet.streamIndex] = packet.startTimestamp
            codecHeaders[packet.streamIndex] = try CodecHeader.find(in: packet, of: streams[packet.streamIndex])
        }
        if let sink, !isPart { return try sink.write(packet, position: position) }
        if let start, starts(packet, before: start), !isWhole(packet) { return }
        heldBytes += Int(packet.pointer.pointee.size)
        if heldBytes > Self.mostHeldBytes {
            throw MediaError(
                .badInput, path: path, reason: "no frame can be decoded in the first \(Self.mostHeldBytes >> 20) MiB")
        }
        held.append((try packet.taken(), position))
    }

    private func advance(_ packet: Packet) throws(MediaError) {
        guard let time = packet.decodingTimestamp else { return }
        position = max(position, Double(time) * pictureTimeBase.value)
        if !isPart { try sink?.advance(to: position) }
    }

    /// From now on packets go to `sink`.
    func send(to sink: any PacketSink) throws(MediaError) {
        self.sink = sink
        if !isPart { try release(upTo: { _ in true }) }
    }

    /// The film is over, or the part, which ends at this time of the picture.
    func end(at pts: Int64) throws(MediaError) {
        guard let sink else { return }
        for (packet, position) in held where !isPart || isWhole(packet) || starts(packet, before: pts) {
            try sink.write(packet, position: position)
        }
        held = []
        try sink.end()
    }

    /// The part begins at this time of the picture: what was before is dropped.
    func begin(at pts: Int64) {
        guard isPart else { return }
        start = pts
        drop(before: pts)
    }

    /// Drops what is over before this time of the picture.
    func drop(before pts: Int64) {
        keep { packet in isWhole(packet) || !starts(packet, before: pts) }
    }

    /// Lets through what starts before this time of the picture.
    func release(before pts: Int64) throws(MediaError) {
        guard isPart, let sink else { return }
        try release(upTo: { isWhole($0) || starts($0, before: pts) })
        // What is held starts later.
        try sink.advance(to: min(position, Double(pts) * pictureTimeBase.value))
    }

    /// Whether the packet starts before this time of the picture; true if it does not say.
    func starts(_ packet: Packet, before pts: Int64) -> Bool {
        guard streams.indices.contains(packet.streamIndex), let start = packet.startTimestamp else { return true }
        return av_compare_ts(start, streams[packet.streamIndex].timeBase.av, pts, pictureTimeBase.av) < 0
    }

    /// Cover art belongs to every part.
    private func isWhole(_ packet: Packet) -> Bool {
        streams.indices.contains(packet.streamIndex) && streams[packet.streamIndex].isAttachedPicture
    }

    /// Lets through what each stream has before its first packet that is not due.
    private func release(upTo isDue: (Packet) -> Bool) throws(MediaError) {
        guard let sink else { return }
        var blocked: Set<Int> = []
        var kept: [(packet: Packet, position: Double)] = []
        for (packet, position) in held {
            if blocked.contains(packet.streamIndex) || !isDue(packet) {
                blocked.insert(packet.streamIndex)
                kept.append((packet, position))
            } else {
                try sink.write(packet, position: position)
            }
        }
        held = kept
        heldBytes = held.reduce(0) { $0 + Int($1.packet.pointer.pointee.size) }
    }

    private func keep(_ isKept: (Packet) -> Bool) {
        held.removeAll { !isKept($0.packet) }
        heldBytes = held.reduce(0) { $0 + Int($1.packet.pointer.pointee.size) }
    }
}
