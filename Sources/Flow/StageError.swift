/// What failed in which stage, and at which frame.
package struct StageError: Error, CustomStringConvertible {
    /// The stage's name.
    package let stage: String
    /// The frame.
    package let place: StagePlace
    /// The failure itself.
    package let underlying: any Error

    /// "scan_007.png: …" for a still, "frame 7 (lightness): …" for a film's frame.
    package var description: String {
        if let name = place.name { return "\(name): \(underlying)" }
        return "frame \(place.number) (\(stage)): \(underlying)"
    }
}
