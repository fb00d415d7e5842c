internal import FFmpegShim

/// Joins the times of recordings whose clock jumps (MPEG streams that were cut or spliced): where a stream's times leap,
/// those that follow are moved, in every stream alike, so that they go on from where they were.
struct TimeJoints {
    /// Leaps below this are taken as they are: gaps in a recording.
    private static let toleranceSeconds = 10.0
    private struct Clock {
        /// When the last packet ended, in seconds as read from the file.
        var end: Double
        /// What is added to the stream's times.
        var offset: Double
    }

    /// Whether the container is one in which that may happen.
    private let isActive: Bool
    private var clocks: [Int: Clock] = [:]
    /// How often times have been joined.
    private(set) var count = 0

    init(isActive: Bool) { self.isActive = isActive }

    /// Moves the packet's times.
    mutating func join(_ packet: Packet, of stream: StreamInfo) {
        let secondsATick = stream.timeBase.value
        guard isActive, secondsATick > 0, let time = packet.decodingTimestamp else { return }
        let start = Double(time) * secondsATick
        // Every stream leaps, each in a packet of its own: it is one leap if it goes where another already is.
        let nearest = clocks.min { abs($0.value.end - start) < abs($1.value.end - start) }?.value
        var clock = clocks[stream.index] ?? Clock(end: start, offset: nearest?.offset ?? 0)
        if abs(start - clock.end) > Self.toleranceSeconds {
            if let nearest, abs(start - nearest.end) <= Self.toleranceSeconds {
                clock.offset = nearest.offset
            } else if stream.kind == .video || stream.kind == .audio {
                clock.offset += clock.end - start
                count += 1
            }
        }
        clock.end = start + Double(max(0, packet.pointer.pointee.duration)) * secondsATick
        clocks[stream.index] = clock
        let ticks = (clock.offset / secondsATick).rounded()
        if ticks != 0, abs(ticks) < 0x1p60 { packet.move(by: Int64(ticks)) }
    }
}
