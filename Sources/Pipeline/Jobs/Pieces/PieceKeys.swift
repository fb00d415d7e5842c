internal import Guidance
internal import Media
internal import Shots

/// Tells whose pieces are a plan's: the SHA-256 of all that decides a bit of each. What a person says of one shot
/// decides only the pieces that have frames of it, or of shots that are linked to it.
struct PieceKeys: Sendable {
    /// Of what decides every piece.
    private let common: String
    /// What a person gave; nil if that is nothing.
    private let given: Given?

    fileprivate struct Given: Sendable {
        let guidance: ColorGuidance
        let shots: ShotRanges
        let links: ShotLinks
        let borders: PieceBorders
        /// Number of the output's first frame, in the film; nil if nobody knows: then all that is given decides all
        /// pieces.
        let first: Int?
    }

    /// What a person says that counts in a shot.
    fileprivate struct Said: Codable {
        /// The shot's first frame.
        let shot: Int
        var changes: [ColorGuidance.ShotChange] = []
        /// Of the shot, and then of those that it is linked to.
        var references: [References] = []
    }

    fileprivate struct References: Codable {
        /// The first frame of the shot that they are in.
        let shot: Int
        let stills: [ColorGuidance.Still]
        let points: [ColorGuidance.Point]
    }

    init(_ plan: Plan) {
        common = plan.key
        guard plan.isDividedByShots, var guidance = plan.order.coloring.guidance, let cuts = plan.cuts else {
            given = nil
            return
        }
        // Which file it was does not count, only what it holds.
        guidance.moveStills { _ in "" }
        let shots = ShotRanges(CutList(frames: Set(cuts)))
        given = Given(
            guidance: guidance, shots: shots, links: ShotLinks(guidance, shots, recalled: plan.links ?? [:]),
            borders: plan.borders, first: plan.firstFrame)
    }

    /// The key of a piece.
    func key(of piece: Int) -> String {
        guard let given else { return common }
        guard let first = given.first else {
            return PlanText.digest(of: [common, PlanText.text(of: given.guidance)])
        }
        let range = given.borders.range(of: piece)
        var said: [Said] = []
        var place = min(range.lowerBound, .max - first) + first
        while place < min(range.upperBound, .max - first) + first {
            let shot = given.shots.shot(of: place)
            said.append(given.said(of: shot))
            place = shot.upperBound
        }
        return PlanText.digest(of: [common, PlanText.text(of: said)])
    }
}

extension PieceKeys.Given {
    fileprivate func said(of shot: Range<Int>) -> PieceKeys.Said {
        var said = PieceKeys.Said(shot: shot.lowerBound)
        said.changes = guidance.changes.filter { shot.contains($0.frame) }
        var next: Int? = shot.lowerBound
        while let start = next {
            let shot = shots.shot(of: start)
            said.references.append(
                .init(
                    shot: start, stills: guidance.stills.filter { shot.contains($0.frame) },
                    points: guidance.points.filter { shot.contains($0.frame) }))
            // Always an earlier one.
            next = links.earlier[start]
        }
        return said
    }
}

extension Plan {
    /// Whether what a person gave decides pieces apart from one another: the cuts are known.
    var isDividedByShots: Bool { order.coloring.guidance != nil && cuts != nil }

    /// Number of the output's first frame, in the film; nil if that shows only when the film is opened.
    fileprivate var firstFrame: Int? {
        switch order {
        case .film(let order):
            switch order.input.part {
            case .whole: 0
            case .frames(let range): range.lower
            case .time: nil
            }
        case .filmOfStills(let order): order.input.frames?.lower ?? 0
        }
    }
}
