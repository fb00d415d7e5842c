internal import Coloring
internal import Report

/// What is known of the colours of shots, summed up frame by frame.
struct ShotSums {
    private struct Sum {
        var frames = 0
        var certainty = 0.0
        var isCertaintyKnown = false
        var covered = 0.0
        var hasReferences = false
    }

    /// By the first frames of shots.
    private var sums: [Int: Sum] = [:]

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
