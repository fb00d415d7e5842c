internal import Coloring
internal import Report

/// What is known of the colours of shots, summed up frame by frame.
package struct ShotSums: Codable, Equatable, Sendable {
    private struct Sum: Codable, Equatable {
        var frames = 0
        var certainty = 0.0
        var isCertaintyKnown = false
        var covered = 0.0
        var hasReferences = false

        static func + (one: Sum, other: Sum) -> Sum {
            Sum(
                frames: one.frames + other.frames, certainty: one.certainty + other.certainty,
                isCertaintyKnown: one.isCertaintyKnown || other.isCertaintyKnown,
                covered: one.covered + other.covered, hasReferences: one.hasReferences || other.hasReferences)
        }
    }

    /// By the first frames of shots.
    private var sums: [Int: Sum] = [:]

    /// Of nothing.
    package init() {}

    /// Of all that others are of.
    init(_ others: some Sequence<ShotSums>) {
        for other in others { sums.merge(other.sums) { $0 + $1 } }
    }

    /// Adds a frame.
    mutating func add(_ frame: FrameKnowledge) {
        var sum = sums[frame.shot] ?? Sum()
        sum.frames += 1
        if let certainty = frame.certainty {
            sum.certainty += certainty
            sum.isCertaintyKnown = true
        }
        if let covered = frame.covered {
            sum.covered += covered
            sum.hasReferences = true
        }
        sums[frame.shot] = sum
    }

    /// The shots, in order.
    var figures: [ShotFigures] {
        sums.sorted { $0.key < $1.key }.map { first, sum in
            ShotFigures(
                first: first, frames: sum.frames,
                certainty: sum.isCertaintyKnown ? sum.certainty / Double(sum.frames) : nil,
                uncovered: sum.hasReferences ? 1 - sum.covered / Double(sum.frames) : nil)
        }
    }
}
