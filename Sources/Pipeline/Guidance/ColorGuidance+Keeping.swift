package import Shots

extension ColorGuidance {
    /// Lets shots keep their colours, unless a person has said something else about them.
    ///
    /// - Parameter frames: one of each shot.
    /// - Returns: those of the shots that are kept.
    package mutating func keep(_ frames: [Int], _ shots: ShotRanges) -> [Int] {
        let named = Set(self.frames.map { shots.shot(of: $0).lowerBound })
        let kept = frames.filter { !named.contains(shots.shot(of: $0).lowerBound) }
        changes += kept.map { ShotChange(frame: $0, change: .keep) }
        return kept
    }
}
