/// The times of one piece's packets in the whole film.
///
/// An encoder knows its own piece only. Where its first packets are decoded before its first frame is shown, as they
/// are with reordered frames, their decoding times are those of the last frames of the piece before: packet k of a film
/// is decoded when frame k - n is shown, wherever encoders begin.
struct PieceTimes {
    /// The encoder's times of the frames, growing, and when the film shows them.
    private var encoded: [Int64] = []
    private var shown: [Int64] = []
    /// When the film shows the last frames before the piece.
    private let before: ArraySlice<Int64>

    /// More frames than any encoder holds back for reordering.
    static let mostReordered = 64

    /// - Parameter before: when the film shows the frames before the piece, as far as they are needed.
    init(after before: ArraySlice<Int64> = []) { self.before = before.suffix(PieceTimes.mostReordered) }

    /// The next frame. Both times grow from frame to frame.
    mutating func add(encoded time: Int64, shown: Int64) {
        encoded.append(time)
        self.shown.append(shown)
    }

    /// For the next piece.
    var last: ArraySlice<Int64> { shown.count >= PieceTimes.mostReordered ? shown[...] : before + shown }

    /// Whether a packet that the encoder wants to be decoded then comes before all of the piece's frames are shown.
    func isBeforeFirst(_ time: Int64) -> Bool { encoded.first.map { time < $0 } ?? false }

    /// A time of the encoder's in the film: moved as the last frame before it is.
    func film(_ time: Int64) -> Int64 {
        var (low, high) = (0, encoded.count)
        while low < high {
            let middle = (low + high) / 2
            if encoded[middle] <= time { low = middle + 1 } else { high = middle }
        }
        let index = max(0, low - 1)
        return encoded.isEmpty ? time : shown[index] &+ (time &- encoded[index])
    }

    /// Decoding times of the `count` packets that are decoded before the piece's first frame is shown; nil where
    /// nothing of the film is before it, so that the encoder's own are right.
    func leading(_ count: Int) -> [Int64]? {
        count <= before.count ? Array(before.suffix(count)) : nil
    }

    /// Decoding times of the packets of a piece that is no longer than `delay`, the frames by which the film's packets
    /// are decoded before they are shown: its encoder had too few frames to reorder any. nil for other pieces.
    func ofShortPiece(delay: Int) -> [Int64]? {
        guard shown.count <= delay, delay <= before.count else { return nil }
        return Array((before + shown).dropLast(delay).suffix(shown.count))
    }
}
