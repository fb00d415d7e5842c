/// How firmly the colour of things is held from frame to frame.
package enum Steadiness: String, CaseIterable, Codable, Sendable {
    /// Every frame as the network colours it.
    case off
    /// Flicker between neighbouring frames is taken away: a mean over 7 frames to either side.
    case light
    /// Slower drift, too: a mean over 13 frames to either side.
    case strong
    /// A thing keeps its colour for the whole shot: the colours of a few frames agree and are carried to all others.
    case shot

    /// A frame is blended with the frames at the first distance before and after it, the results with those at the next
    /// distance, and so on: with 1 and 3, a mean of nine frames for two blends.
    var distances: [Int] {
        switch self {
        case .off, .shot: []
        case .light: [1, 2, 4]
        case .strong: [1, 3, 9]
        }
    }

    /// Whether frames are blended with their neighbours.
    package var blends: Bool { !distances.isEmpty }

    /// A frame's colour depends on this many frames before it and as many after it, and on no others. Who colours a
    /// range of a film reads so many on either side of it, marked `isContext`, and gets exactly what the whole film
    /// gives.
    package var contextFrames: Int {
        // The farthest cut that matters lies beside the farthest frame that is blended in.
        distances.isEmpty ? 0 : distances.reduce(0, +) + CutDetector.reach - 1
    }
}
