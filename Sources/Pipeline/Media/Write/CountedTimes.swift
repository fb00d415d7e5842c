internal import FFmpegShim

/// The times of frames for an encoder that takes each to last as long: it gets their numbers instead.
struct CountedTimes {
    /// Times of the frames from number `firstNumber` on.
    private var times: [(pts: Int64, duration: Int64)] = []
    private var firstNumber: Int64 = 0
    private var usualDuration: Int64 = 1

    /// Notes the time of the next frame and gives its number.
    mutating func add(pts: Int64, duration: Int64) -> Int64 {
        if times.isEmpty { usualDuration = max(1, duration) }
        times.append((pts, duration))
        return firstNumber + Int64(times.count) - 1
    }

    /// Replaces the numbers in a packet by the times of those frames.
    mutating func restore(_ packet: Packet) {
        let none = shim_no_timestamp()
        let (pts, dts) = (packet.pointer.pointee.pts, packet.pointer.pointee.dts)
        if pts != none {
            packet.pointer.pointee.pts = time(of: pts)
            packet.pointer.pointee.duration = entry(of: pts)?.duration ?? usualDuration
        }
        guard dts != none else { return }
        packet.pointer.pointee.dts = time(of: dts)
        // Nothing that follows is decoded before.
        let done = Int((dts &- firstNumber).clamped(to: 0...Int64(max(0, times.count - 1))))
        if done > 256 {
            times.removeFirst(done)
            firstNumber += Int64(done)
        }
    }

    private func entry(of number: Int64) -> (pts: Int64, duration: Int64)? {
        let place = number &- firstNumber
        return place >= 0 && place < Int64(times.count) ? times[Int(place)] : nil
    }

    /// Before the first frame, where decoding of reordered frames begins, time goes on as with the first.
    private func time(of number: Int64) -> Int64 {
        if let entry = entry(of: number) { return entry.pts }
        let before = number < firstNumber
        guard let edge = before ? times.first : times.last else { return number }
        let place = before ? firstNumber : firstNumber + Int64(times.count) - 1
        return edge.pts &+ (number &- place) &* usualDuration
    }
}
