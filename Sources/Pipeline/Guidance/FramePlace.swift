internal import Files

/// A frame as a person names it.
package enum FramePlace: Hashable, Sendable {
    /// Counted from 0.
    case number(Int)
    /// What is shown so many seconds after the film's start.
    case seconds(Double)

    /// More frames than any film has.
    private static let mostFrames = 1 << 40

    /// Reads "1502", "0:05.200" or "1:02:03.5"; nil for anything else.
    init?(_ text: Substring) {
        if text.contains(":") {
            guard let time = ClockTime(text) else { return nil }
            self = .seconds(time.seconds)
        } else {
            guard let number = Int(text), (0...Self.mostFrames).contains(number) else { return nil }
            self = .number(number)
        }
    }
}
