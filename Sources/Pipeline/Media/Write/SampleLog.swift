internal import FFmpegShim

/// Counts the bytes that an encoder makes of a sample of a film, and keeps nothing.
///
/// A sample has frames from several places. The first of each place costs more than it would in the film, where the
/// frame before is like it: those are counted by themselves.
package final class SampleLog: PacketLog {
    /// Whether the frame with this number in the sample, from 0, is the first of a place.
    private let beginsPlace: (Int) -> Bool
    private var firstTimes: Set<Int64> = []
    /// Frames of the sample.
    package private(set) var frameCount = 0
    /// Places that they are from.
    package var placeCount: Int { firstTimes.count }
    /// Bytes of the places' first frames.
    package private(set) var firstBytes = 0
    /// Bytes of all other frames.
    package private(set) var otherBytes = 0

    /// - Parameter beginsPlace: whether the frame with this number in the sample, from 0, is the first of a place.
    package init(beginsPlace: @escaping (Int) -> Bool) { self.beginsPlace = beginsPlace }

    package func beginPiece(_ number: Int) {}

    package func add(_ frame: PieceFrame) {
        if beginsPlace(frameCount) { firstTimes.insert(frame.encodedPTS) }
        frameCount += 1
    }

    package func add(_ packet: Packet) {
        if let time = packet.presentationTimestamp, firstTimes.contains(time) {
            firstBytes += packet.byteCount
        } else {
            otherBytes += packet.byteCount
        }
    }

    package func endPiece(_ end: PieceEnd) {}
}

extension SampleLog {
    /// Frames from one that depends on no other to the next: x264's and FFmpeg's encoders' usual largest distance.
    private static let keyInterval = 250

    /// Bytes of so many frames like those of the sample.
    package func bytes(ofFrames count: Int) -> Double {
        let first = Double(firstBytes) / Double(max(1, placeCount))
        let others = frameCount - placeCount
        guard others > 0 else { return first * Double(count) }
        let keys = (count + Self.keyInterval - 1) / Self.keyInterval
        return first * Double(keys) + Double(otherBytes) / Double(others) * Double(max(0, count - keys))
    }
}
