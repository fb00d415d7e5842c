internal import FFmpegShim

/// The packets of streams that are copied, on their way from the demuxer to the output. Of a part of a film only what
/// lies in it passes; packets then wait until the picture has come as far as they are.
final class CopiedPackets {
    /// More than this before the first frame is no film.
    private static let mostHeldBytes = 256 << 20
    private let streams: [StreamInfo]
    private let path: String
    private let pictureTimeBase: Rational
    private let isPart: Bool
    private var sink: (any PacketSink)?
    private var held: [Packet] = []
    private var heldBytes = 0
    /// When the first packet of each stream starts, in the stream's time base, as far as it has come by.
    private(set) var firstTimestamps: [Int: Int64] = [:]
    /// What an output's header must say of streams for their decoders, by the stream's index; as far as it has come by.
    private(set) var codecHeaders: [Int: [UInt8]] = [:]
    /// The part's beginning, in the picture's time base.
    private var start: Int64?

    init(streams: [StreamInfo], path: String, pictureTimeBase: Rational, isPart: Bool) {
        self.streams = streams
        self.path = path
        self.pictureTimeBase = pictureTimeBase
        self.isPart = isPart
    }

    /// Takes what is in `packet`, which is left empty.
    func add(_ packet: Packet) throws(MediaError) {
        guard streams.indices.contains(packet.streamIndex) else { return }
        if firstTimestamps[packet.streamIndex] == nil {
            firstTimestamps[packet.streamIndex] = packet.startTimestamp
            codecHeaders[packet.streamIndex] = try CodecHeader.find(in: packet, of: streams[packet.streamIndex])
        }
        if let sink, !isPart { return try sink.write(packet) }
        if let start, starts(packet, before: start), !isWhole(packet) { return }
        heldBytes += Int(packet.pointer.pointee.size)
        if heldBytes > Self.mostHeldBytes {
            throw MediaError(
                .badInput, path: path, reason: "no frame can be decoded in the first \(Self.mostHeldBytes >> 20) MiB")
        }
        held.append(try packet.taken())
    }

    /// From now on packets go to `sink`.
    func send(to sink: any PacketSink) throws(MediaError) {
        self.sink = sink
        if !isPart { try release(where: { _ in true }) }
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
        guard isPart, sink != nil else { return }
        try release(where: { isWhole($0) || starts($0, before: pts) })
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

    private func release(where isDue: (Packet) -> Bool) throws(MediaError) {
        guard let sink else { return }
        let due = held.filter(isDue)
        keep { !isDue($0) }
        for packet in due { try sink.write(packet) }
    }

    private func keep(_ isKept: (Packet) -> Bool) {
        held.removeAll { !isKept($0) }
        heldBytes = held.reduce(0) { $0 + Int($1.pointer.pointee.size) }
    }
}
