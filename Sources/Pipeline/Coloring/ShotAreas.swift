package import Color
package import Shots

/// Where in the frames of each shot the picture is; the rest is a black border.
package struct ShotAreas: Sendable {
    private let shots: ShotRanges
    /// By the first frames of shots.
    private let areas: [Int: PictureArea]

    /// What was found, with the film's cuts.
    package init(_ areas: [ShotArea], _ shots: ShotRanges) {
        self.shots = shots
        self.areas = Dictionary(
            areas.map { (shots.shot(of: $0.first).lowerBound, $0.area) }, uniquingKeysWith: { first, _ in first })
    }

    /// The picture in frame `number`; nil for all of it.
    package func area(of number: Int) -> PictureArea? {
        areas.isEmpty ? nil : areas[shots.shot(of: number).lowerBound]
    }
}
