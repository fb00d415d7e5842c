internal import Color

/// CDC (see `ColorConsistency`) of the frames of shots at certain distances from their references: of all pixels, of
/// those that a reference covers, and of those that none covers. A frame is compared with those 1, 2 and 4 frames
/// before it in the same shot, at the same pixels.
struct DistanceConsistency: Sendable {
    /// Which pixels count.
    enum Part: CaseIterable {
        case all, covered, uncovered
    }

    private struct Place: Hashable {
        let part: Part
        let distance: Int
        let gap: Int
    }

    /// The last frames of the shot, the newest last.
    private var recent: [RGBPicture] = []
    private var sums: [Place: (sum: Double, count: Int)] = [:]

    /// Adds the next frame.
    ///
    /// - Parameters:
    ///   - isCovered: of each pixel; empty if nobody knows.
    ///   - beginsShot: whether it is the first of a shot.
    mutating func add(_ frame: RGBPicture, distance: Int, isCovered: [Bool], beginsShot: Bool) {
        if beginsShot { recent = [] }
        if DistanceScores.distances.contains(distance) {
            for part in Part.allCases {
                guard let pixels = part.pixels(isCovered, of: frame.count) else { continue }
                let own = ColorConsistency.shares(frame, pixels)
                for gap in ColorConsistency.gaps where gap <= recent.count {
                    let earlier = ColorConsistency.shares(recent[recent.count - gap], pixels)
                    let place = Place(part: part, distance: distance, gap: gap)
                    let old = sums[place] ?? (0, 0)
                    sums[place] = (old.sum + ColorConsistency.divergence(earlier, own) / 3, old.count + 1)
                }
            }
        }
        recent.append(frame)
        if recent.count > ColorConsistency.gaps.max() ?? 0 { recent.removeFirst() }
    }

    /// CDC, over those gaps for which there were frames; nil for none.
    func value(_ part: Part, distance: Int) -> Double? {
        let means = ColorConsistency.gaps.compactMap { gap in
            sums[Place(part: part, distance: distance, gap: gap)].map { $0.sum / Double($0.count) }
        }
        return means.isEmpty ? nil : means.reduce(0, +) / Double(means.count)
    }
}

extension DistanceConsistency.Part {
    /// Of fewer pixels, as a share of the picture, the histograms say little.
    private static var leastShare: Double { 0.01 }

    /// Numbers of the pixels that count; nil if these are too few.
    fileprivate func pixels(_ isCovered: [Bool], of count: Int) -> [Int]? {
        if self == .all { return Array(0..<count) }
        let pixels = isCovered.indices.filter { isCovered[$0] == (self == .covered) }
        return Double(pixels.count) >= Self.leastShare * Double(count) ? pixels : nil
    }
}
