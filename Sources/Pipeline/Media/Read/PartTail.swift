/// Tells when all that belongs to a part of a film has been read: sound may be stored some way behind its picture.
struct PartTail {
    private let video: StreamInfo
    private let end: Int64
    /// A picture ten seconds on says that there is no more.
    private let farEnd: Int64
    /// The streams of sound that have not come to the part's end.
    private var unfinished: Set<Int>
    private var hasPictureEnded = false
    private var isFarBehind = false

    /// - Parameter end: of the part, in the time base of `video`.
    init(streams: [StreamInfo], video: StreamInfo, end: Int64) {
        self.video = video
        self.end = end
        farEnd = end &+ Int64((10 / max(video.timeBase.value, 1e-9)).clamped(to: 0...0x1p40))
        unfinished = Set(streams.filter { $0.kind == .audio }.map(\.index))
    }

    /// Whether nothing more is to be read.
    var isOver: Bool { isFarBehind || (hasPictureEnded && unfinished.isEmpty) }

    /// The next packet of any stream, and whether it starts before the part's end.
    mutating func note(_ packet: Packet, startsInside: Bool) {
        if packet.streamIndex != video.index {
            if !startsInside { unfinished.remove(packet.streamIndex) }
        } else if let time = packet.decodingTimestamp {
            if time >= end { hasPictureEnded = true }
            if time > farEnd { isFarBehind = true }
        }
    }
}
