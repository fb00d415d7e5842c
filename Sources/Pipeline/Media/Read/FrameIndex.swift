internal import FFmpegShim

/// When the first frames of a film are shown, in order, read from its packets without decoding any: a frame's number is
/// its place in the list, wherever decoding begins.
struct FrameIndex: Sendable {
    /// In the video stream's time base, growing. Far enough beyond the wanted frame that no later packet is shown
    /// before it.
    private let times: [Int64]

    /// More frames than any codec shows in another order than it stores them.
    private static let mostReordered = 64

    /// Reads packets until the first `count` frames are known, or all if there are fewer. The demuxer is left there.
    ///
    /// nil where packets are not frames, or do not say when they are shown: what begins with anything but a key frame,
    /// AVI with frames in another order, fields in packets of their own.
    init?(ofFirst count: Int, in video: StreamInfo, _ demuxer: Demuxer) throws(MediaError) {
        var times: [Int64] = []
        var firstKey: Int64?
        let packet = try Packet()
        let jointCount = demuxer.jointCount
        do throws(MediaError) {
            while times.count < count + FrameIndex.mostReordered, try demuxer.read(into: packet) {
                guard packet.streamIndex == video.index, !packet.isDiscarded else { continue }
                guard let time = packet.presentationTimestamp, firstKey != nil || packet.isKey else { return nil }
                firstKey = firstKey ?? time
                times.append(time)
            }
        } catch {
            // A reader of the whole says what is wrong.
            if demuxer.isCancelled { throw error }
            return nil
        }
        times.sort()
        // Frames before the first key frame cannot be decoded; of two at one time one is moved; where the clock jumps,
        // the film's times are no longer those of the packets.
        guard times.first == firstKey, zip(times, times.dropFirst()).allSatisfy(<), demuxer.jointCount == jointCount
        else { return nil }
        self.times = times
    }

    /// The number, from 0, of the frame that is shown at `time`; nil if there is none.
    func number(of time: Int64) -> Int? {
        var (low, high) = (0, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < time { low = middle + 1 } else { high = middle }
        }
        return low < times.count && times[low] == time ? low : nil
    }

    /// When the frame of this number is shown; nil if it is not known.
    func time(of number: Int) -> Int64? { times.indices.contains(number) ? times[number] : nil }

    /// Numbers that are known.
    var count: Int { times.count }
}
