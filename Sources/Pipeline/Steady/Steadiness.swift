/// How firmly the colour of things is held from frame to frame.
public enum Steadiness: String, CaseIterable, Sendable {
    /// Every frame as the network colours it.
    case off
    /// Flicker between neighbouring frames is taken away.
    case light
    /// Slow drift within a shot, too.
    case strong

    /// A frame's colour depends on this many frames before it and as many after it, and on no others. Who colours a
    /// range of a film reads so many on either side of it, marked `isContext`, and gets exactly what the whole film gives.
    public var contextFrames: Int {
        switch self {
        case .off: 0
        case .light: 8
        case .strong: 32
        }
    }
}
