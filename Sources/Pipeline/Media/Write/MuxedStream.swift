internal import FFmpegShim
internal import Report

/// What has gone through one stream of an output so far.
struct MuxedStream {
    /// In messages: "audio stream 1 (aac)".
    let title: String
    /// In reports; nil for the coloured stream.
    private let name: StreamName?
    /// Whether packets are copied from the input, instead of encoded.
    let isCopy: Bool
    private let isSound: Bool
    /// Whether it has one packet and no more.
    let isSingle: Bool
    private(set) var sentCount = 0
    /// When the first packet is decoded; nil if there is none yet.
    private(set) var firstSeconds: Double?
    private var refusedCount = 0
    /// The last packet's decoding time, and when that packet ends, in the stream's time base.
    private var clock: (dts: Int64, end: Int64)?
    /// Decoding times, in seconds, of the packets that the muxer may still hold.
    private var pending: [Double] = []
    /// More than the muxer holds of any stream.
    private static let mostPending = 1 << 16

    /// A stream that is copied.
    init(copyOf stream: StreamInfo) {
        title = stream.title
        name = stream.name
        isCopy = true
        isSound = stream.kind == .audio
        isSingle = stream.isAttachedPicture
    }

    /// The coloured stream.
    init() {
        title = "the coloured video"
        name = nil
        isCopy = false
        isSound = false
        isSingle = false
    }

    /// Times as containers demand them, also where a damaged input has others: there is one, decoding times grow by
    /// `step` at least, nothing is shown before it is decoded, and sound lasts for some time: MP4 would cut off a last
    /// packet that does not. No copied packet lasts longer than `longest`.
    mutating func orderTimes(of packet: UnsafeMutablePointer<AVPacket>, step: Int64, longest: Int64) {
        let none = shim_no_timestamp()
        if packet.pointee.pts == none && packet.pointee.dts == none {
            packet.pointee.dts = clock?.end ?? 0
            packet.pointee.pts = packet.pointee.dts
        }
        if packet.pointee.dts == none { packet.pointee.dts = packet.pointee.pts }
        if packet.pointee.pts != none && packet.pointee.dts > packet.pointee.pts {
            packet.pointee.dts = packet.pointee.pts
        }
        if let last = clock?.dts {
            packet.pointee.dts = max(packet.pointee.dts, last &+ step)
            if packet.pointee.pts != none { packet.pointee.pts = max(packet.pointee.pts, packet.pointee.dts) }
        }
        // What has no end (DVD's subtitles, in Matroska) lasts for weeks.
        if isCopy, packet.pointee.duration > longest { packet.pointee.duration = 0 }
        if isSound, packet.pointee.duration <= 0, let last = clock?.dts {
            packet.pointee.duration = packet.pointee.dts &- last
        }
        clock = (packet.pointee.dts, packet.pointee.dts &+ max(0, packet.pointee.duration))
    }

    mutating func noteSent(seconds: Double) {
        if sentCount == 0 { firstSeconds = seconds }
        sentCount += 1
        pending.append(seconds)
        if pending.count > 2 * MuxedStream.mostPending { pending.removeFirst(MuxedStream.mostPending) }
    }

    /// The muxer has written this many packets since the beginning.
    mutating func noteWritten(count: Int) {
        let left = max(0, sentCount - refusedCount - count)
        if pending.count > left { pending.removeFirst(pending.count - left) }
    }

    /// The oldest packet of `pending` could not be written.
    mutating func noteRefused() {
        refusedCount += 1
        if !pending.isEmpty { pending.removeFirst() }
    }

    /// A packet was not even sent.
    mutating func noteUnfit() {
        sentCount += 1
        refusedCount += 1
    }

    var oldestPending: Double? { pending.first }

    /// What to warn of; nil if everything was written.
    var refusal: Notice? {
        guard refusedCount > 0, let name else { return nil }
        return .packetsDropped(name, count: refusedCount, of: sentCount)
    }
}
