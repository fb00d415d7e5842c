internal import Coloring
internal import Flow
internal import Report
internal import Shots

/// What a run finds out on its way, from several stages.
final class RunFindings: Sendable {
    private let foundCuts = Guarded<[Cut]>([])
    private let held = Guarded(0)
    /// By the numbers of pieces.
    private let shotSums = Guarded<[Int: ShotSums]>([:])
    private let pieceOfFrame = Guarded<@Sendable (Int) -> Int>({ _ in 0 })
    private let painted = Guarded(0)
    private let foundLinks = Guarded<[LikeShot]>([])
    private let coloredFrames = Guarded<[Range<Int>]>([])
    private let stageTimes = Guarded<[StageRunner.StageTime]>([])

    func add(_ cut: Cut) { foundCuts.withLock { $0.append(cut) } }

    /// More runs of frames than this are not remembered.
    private static let mostRuns = 10_000

    /// Notes a frame that has colours of its own.
    func addColored(_ number: Int) {
        coloredFrames.withLock { runs in
            if let last = runs.last, last.upperBound == number {
                runs[runs.count - 1] = last.lowerBound..<number + 1
            } else if runs.count < Self.mostRuns {
                runs.append(number..<number + 1)
            }
        }
    }

    /// The first frames of shots of which at least half the frames have colours of their own, in order.
    ///
    /// - Parameter shots: the film's; only what of them lies in `frames` counts.
    func coloredShots(_ shots: ShotRanges, in frames: Range<Int>) -> [Int] {
        var counts: [Int: Int] = [:]
        for run in coloredFrames.withLock({ $0 }) {
            var place = run.lowerBound
            while place < run.upperBound {
                let shot = shots.shot(of: place)
                let end = min(run.upperBound, shot.upperBound)
                counts[shot.lowerBound, default: 0] += end - place
                place = end
            }
        }
        return counts.compactMap { start, count in
            2 * count >= shots.shot(of: start).clamped(to: frames).count ? start : nil
        }.sorted()
    }

    func addHeldFrame() { held.withLock { $0 += 1 } }

    /// Says which piece a frame is in, before there are any. Otherwise all are in piece 0.
    func countPieces(_ piece: @escaping @Sendable (Int) -> Int) { pieceOfFrame.withLock { $0 = piece } }

    func add(_ frame: FrameKnowledge) {
        let piece = pieceOfFrame.withLock { $0 }(frame.number)
        shotSums.withLock { $0[piece, default: ShotSums()].add(frame) }
    }

    func add(_ times: [StageRunner.StageTime]) { stageTimes.withLock { $0 += times } }

    func add(_ link: LikeShot) { foundLinks.withLock { $0.append(link) } }

    func addPaintedFrame() { painted.withLock { $0 += 1 } }

    /// In the order of the frames.
    var cuts: [Cut] { foundCuts.withLock { $0.sorted { $0.frame < $1.frame } } }

    /// Frames that the network was spared.
    var heldFrames: Int { held.withLock { $0 } }

    /// How well the colours of shots are known, in order; none where a person gave no colours.
    var shots: [ShotFigures] { ShotSums(shotSums.withLock { $0.values }).figures }

    /// The same of a piece.
    func shots(ofPiece piece: Int) -> ShotSums { shotSums.withLock { $0[piece] ?? ShotSums() } }

    /// Frames that a network coloured whose colours were carried to the others.
    var paintedFrames: Int { painted.withLock { $0 } }

    /// Shots that were found to be like earlier ones, in order.
    var links: [LikeShot] { foundLinks.withLock { $0 } }

    /// What the stages cost.
    var stages: [RunSummary.Stage] {
        stageTimes.withLock { $0 }.map { time in
            // Both make lightness of the same picture, once small and once at its own size.
            RunSummary.Stage(
                name: time.name == "reduce" ? "lightness" : time.name, busySeconds: time.busy.seconds,
                processorSeconds: time.processor.seconds)
        }
    }
}
