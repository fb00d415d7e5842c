import Report

extension [ShotFigures] {
    /// At most two lines, as
    ///
    ///     references cover 88% of 2 of 5 shots; least: 59% of the shot from frame 733, 97% from 90
    ///     the network is 43% sure; least: 21% in the shot from frame 210, 22% from 300, 25% from 40
    ///
    /// The shots that are worst are named, never more than three.
    var lines: [String] {
        let covered = compactMap { shot in shot.uncovered.map { (shot: shot, share: 1 - $0) } }
        let sure = compactMap { shot in shot.certainty.map { (shot: shot, share: $0) } }
        var lines: [String] = []
        if !covered.isEmpty {
            let which = covered.count == count ? Words.count(count, "shot") : "\(covered.count) of \(count) shots"
            lines.append("references cover \(Self.percent(covered)) of \(which)\(Self.least(covered, "of"))")
        }
        if !sure.isEmpty { lines.append("the network is \(Self.percent(sure)) sure\(Self.least(sure, "in"))") }
        return lines
    }

    private typealias Share = (shot: ShotFigures, share: Double)

    private static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded()))%" }

    /// The mean over all frames.
    private static func percent(_ shares: [Share]) -> String {
        let frames = shares.reduce(0) { $0 + $1.shot.frames }
        return percent(shares.reduce(0) { $0 + $1.share * Double($1.shot.frames) } / Double(Swift.max(1, frames)))
    }

    /// "; least: 59% of the shot from frame 733, 97% from 90"; empty for one shot.
    private static func least(_ shares: [Share], _ word: String) -> String {
        if shares.count < 2 { return "" }
        let worst = shares.sorted { $0.share < $1.share }.prefix(3).enumerated().map { place, item in
            "\(percent(item.share)) \(place == 0 ? "\(word) the shot from frame" : "from") \(item.shot.first)"
        }
        return "; least: \(worst.joined(separator: ", "))"
    }
}
