package import Shots

extension ColorGuidance {
    /// Checks what only the film's shots tell: that no two statements of one shot contradict one another, and that a
    /// shot is like an earlier one. Throws the first mistake, with the lines of the list.
    package func check(_ shots: ShotRanges) throws(ColorList.Mistake) {
        var changesOfShots: [Int: [ShotChange]] = [:]
        for change in changes {
            let shot = shots.shot(of: change.frame).lowerBound
            for other in changesOfShots[shot, default: []] where change.change.contradicts(other.change) {
                throw Self.contradiction(change.line, other.line, shot)
            }
            changesOfShots[shot, default: []].append(change)
        }
        var linksOfShots: [Int: ShotLink] = [:]
        for link in links {
            let (shot, earlier) = (shots.shot(of: link.frame).lowerBound, shots.shot(of: link.earlier).lowerBound)
            guard earlier < shot else {
                let place = earlier == shot ? "the same shot" : "a later shot"
                throw .init(
                    line: link.line ?? 0,
                    reason: "frame \(link.earlier) is in \(place); a shot is like an earlier one")
            }
            if let other = linksOfShots[shot], shots.shot(of: other.earlier).lowerBound != earlier {
                throw Self.contradiction(link.line, other.line, shot)
            }
            linksOfShots[shot] = link
        }
        // What a shot without new colours does not use.
        let uses =
            stills.map { ($0.frame, $0.line) } + points.map { ($0.frame, $0.line) } + links.map { ($0.frame, $0.line) }
        for case (let frame, let line?) in uses {
            let shot = shots.shot(of: frame).lowerBound
            if let other = changesOfShots[shot]?.first(where: { $0.change.isAlone }) {
                throw Self.contradiction(line, other.line, shot)
            }
        }
    }

    private static func contradiction(_ line: Int?, _ other: Int?, _ shot: Int) -> ColorList.Mistake {
        let (first, last) = (min(line ?? 0, other ?? 0), max(line ?? 0, other ?? 0))
        return .init(
            line: last, reason: "contradicts line \(first); both are about the shot that begins with frame \(shot)")
    }
}

extension ColorChange {
    /// Whether nothing else can be done with such a shot.
    fileprivate var isAlone: Bool { self == .grey || self == .keep }

    /// The same twice contradicts nothing.
    fileprivate func contradicts(_ other: ColorChange) -> Bool {
        if self == other { return false }
        switch (self, other) {
        case (.saturation, .saturation): return true
        case (.hue(let own), .hue(let others)): return own.overlaps(others)
        default: return isAlone || other.isAlone
        }
    }
}

extension HueChange {
    fileprivate func overlaps(_ other: HueChange) -> Bool {
        [-360.0, 0, 360].contains { from < other.to + $0 && other.from + $0 < to }
    }
}
