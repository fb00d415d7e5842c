internal import FFmpegShim

/// Joins the times of recordings whose clock jumps (MPEG streams that were cut, spliced or put behind one another):
/// where a stream's times leap, a new recording begins. Its times are moved, in every stream alike, so that it goes on
/// where the one before ended, and sound stays with its picture.
struct TimeJoints {
    /// Leaps forward below this are taken as they are: gaps in a recording.
    private static let toleranceSeconds = 10.0
    /// Leaps back below this are single wrong times.
    private static let backwardSeconds = 0.25
    /// The same where only the time of showing is known, which goes back with every reordered frame.
    private static let reorderedSeconds = 1.0

    private struct Clock {
        /// When the last packet ended, in seconds as read from the file.
        var end: Double
        /// What is added to the stream's times.
        var offset: Double
        /// The recording that the last packet is of.
        var recording: Int
        let leads: Bool
    }

    /// Whether the container is one in which that may happen.
    private let isActive: Bool
    private var clocks: [Int: Clock] = [:]
    /// The recording that reading has come to, and what is added to its times.
    private var recording = 0
    private var offset = 0.0
    /// When the last packet of sound or video of that recording ended, in seconds as read.
    private var position: Double?
    /// How often times have been joined.
    private(set) var count = 0

    init(isActive: Bool) { self.isActive = isActive }

    /// Moves the packet's times.
    mutating func join(_ packet: Packet, of stream: StreamInfo) {
        let secondsATick = stream.timeBase.value
        guard isActive, secondsATick > 0, let time = packet.decodingTimestamp else { return }
        let start = Double(time) * secondsATick
        let leads = stream.kind == .video || stream.kind == .audio
        var clock =
            clocks[stream.index] ?? Clock(end: start, offset: offset, recording: recording, leads: leads)
        let backward = packet.isDecodingTimeKnown ? Self.backwardSeconds : Self.reorderedSeconds
        let leaps = start - clock.end > Self.toleranceSeconds || start - clock.end < -backward
        // Every stream leaps, each in a packet of its own; those with few packets may not seem to.
        if clock.recording != recording, leaps || !leads, isNearPosition(start) {
            (clock.offset, clock.recording) = (offset, recording)
        } else if leaps, leads {
            // No stream of the new recording may begin before one of the last has ended.
            let ends = clocks.values.filter { $0.leads && $0.recording == recording }.map { $0.end + $0.offset }
            offset = (ends.max() ?? clock.end + clock.offset) - start
            recording += 1
            count += 1
            (clock.offset, clock.recording) = (offset, recording)
        }
        clock.end = start + Double(max(0, packet.pointer.pointee.duration)) * secondsATick
        clocks[stream.index] = clock
        if leads, clock.recording == recording { position = clock.end }
        let ticks = (clock.offset / secondsATick).rounded()
        if ticks != 0, abs(ticks) < 0x1p60 { packet.move(by: Int64(ticks)) }
    }

    private func isNearPosition(_ start: Double) -> Bool {
        position.map { abs(start - $0) <= Self.toleranceSeconds } ?? false
    }
}
