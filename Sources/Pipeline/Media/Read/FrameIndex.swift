internal import FFmpegShim

/// When the frames of a film are shown, or the first of them, in order, read from its packets without decoding any: a
/// frame's number is its place in the list, wherever decoding begins.
package struct FrameIndex: Sendable {
    /// In the video stream's time base, growing. Far enough beyond the wanted frame that no later packet is shown
    /// before it.
    private let times: [Int64]
    /// Whether no packet is marked as damaged. Of a damaged one the decoder may make no frame.
    let isUndamaged: Bool

    /// More frames than any codec shows in another order than it stores them.
    private static let mostReordered = 64
    /// More than any film has.
    private static let mostFrames = 1 << 40

    /// Reads packets until the first `count` frames are known, or all if there are fewer or it is nil. The demuxer is
    /// left there.
    ///
    /// nil where packets are not frames, or do not say when they are shown: what begins with anything but a key frame,
    /// AVI with frames in another order, fields in packets of their own.
    init?(ofFirst count: Int? = nil, in video: StreamInfo, _ demuxer: Demuxer) throws(MediaError) {
        let wanted = count.map { $0.clamped(to: 0...FrameIndex.mostFrames) + FrameIndex.mostReordered } ?? .max
        var times: [Int64] = []
        var isUndamaged = true
        var firstKey: Int64?
        let packet = try Packet()
        let jointCount = demuxer.jointCount
        do throws(MediaError) {
            while times.count < wanted, try demuxer.read(into: packet) {
                guard packet.streamIndex == video.index, !packet.isDiscarded else { continue }
                if packet.isMarkedDamaged { isUndamaged = false }
                if video.codecName == "vp8", packet.isHiddenVP8 { continue }
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
        self.isUndamaged = isUndamaged
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

    /// The number of the last frame that is shown at `time` or before; nil if there is none.
    func number(upTo time: Int64) -> Int? {
        var (low, high) = (0, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] <= time { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : nil
    }

    /// When the frame of this number is shown; nil if it is not known.
    func time(of number: Int) -> Int64? { times.indices.contains(number) ? times[number] : nil }

    /// Numbers that are known.
    var count: Int { times.count }

    /// The numbers of the frames in `part`, where seconds count from the time `startSeconds`.
    func numbers(of part: FilmSelection, timeBase: Rational, startSeconds: Double) -> Range<Int> {
        func place(_ number: Int) -> FilmSelection.Place {
            part.place(index: number, seconds: Double(times[number]) * timeBase.value - startSeconds)
        }
        let lower = times.indices.first { place($0) != .before } ?? count
        return lower..<(times.indices.suffix(from: lower).first { place($0) == .after } ?? count)
    }

    /// How many of the frames are in `part`, where seconds count from the time `startSeconds`.
    func count(of part: FilmSelection, timeBase: Rational, startSeconds: Double) -> Int {
        switch part {
        case .whole: return count
        case .frames(let range): return range.clamped(toCount: count).count
        case .time: return numbers(of: part, timeBase: timeBase, startSeconds: startSeconds).count
        }
    }
}

extension Packet {
    /// Whether the demuxer knows that parts of the packet are missing or wrong.
    fileprivate var isMarkedDamaged: Bool { pointer.pointee.flags & AV_PKT_FLAG_CORRUPT != 0 }

    /// Whether a packet of VP8 is a frame that others refer to and nobody sees: the flag in its first byte (RFC 6386,
    /// 9.1) says so. VP9 and AV1 put such frames into the packet of a frame that is shown.
    fileprivate var isHiddenVP8: Bool { pointer.pointee.size > 0 && pointer.pointee.data[0] & 0x10 == 0 }
}
