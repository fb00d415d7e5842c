package import Color
import PixelKernels

/// Finds shots of the same set-up, the same camera looking at the same place, while a film's frames come in order.
/// Conservative: better no link than a wrong one.
///
/// Each shot is known by a few frames, its sights. A shot is like an earlier one if a sight of each show the same
/// things at nearly the same places in nearly the same light: the layouts of L* correlate, and a dense match finds most
/// of each picture in the other one. Of the later one only the first frames count, so that it is known soon; of the
/// earlier one all. Only the last `mostShots` are remembered. For one thread at a time.
package final class ShotRecall {
    /// Frames of a shot that decide whether it is like an earlier one.
    package static let decidingFrames = 64
    private static let mostShots = 2000
    /// Earlier sights that are compared in full, those of the most similar layouts.
    private static let mostCandidates = 6
    /// Of layouts; below it nothing is compared further. Measured, as are the next, on films that were joined from
    /// moving crops of 500 photographs.
    private static let leastCorrelation: Float = 0.6
    /// The share of cells that a dense match has to find again, in both pictures.
    private static let leastShare: Float = 0.75
    /// Disagreement (see `Alignment`) up to which a cell counts as found again.
    private static let mostDisagreement: Float = 1
    /// Cells over which a dense match may vary beyond its mean motion, in samples of the small copies.
    private static let mostRoughness: Float = 6
    /// The difference of mean L* that is no jump of light.
    private static let mostBrightness: Float = 8
    /// The deviation of L* below which a picture shows too little to be known again.
    private static let leastDeviation: Float = 5

    private let buffers: PlaneBufferPool
    private let kernels: KernelSet
    /// Of earlier shots, the oldest first.
    private var known: [(shot: Int, sights: [Sight])] = []
    /// First shot of a set-up, by shots that are like it.
    package private(set) var links: [Int: Int] = [:]

    private var current: (shot: Int, frames: [(index: Int, sight: Sight)], isDecided: Bool)?
    private var index = 0
    private let decidingFrames: Int
    private var step = ShotRecall.firstStep

    /// Frames from one sight to the next at first; each time there are more than `mostSights`, every other one goes.
    private static let (firstStep, mostSights) = (8, 6)

    /// What is remembered of a frame.
    private struct Sight {
        /// L* as `scale` × itself, STEADY_SIDE².
        let lightness: [UInt8]
        /// The mean L*.
        let brightness: Float
        /// L* of STEADY_NODES / 2 squares on a side, with the mean taken away, as a vector of unit length; empty if
        /// there is nothing to be seen.
        let layout: [Float]
    }

    private static let scale: Float = 2.5

    /// - Parameters:
    ///   - decidingFrames: for tests.
    ///   - kernels: for tests; the fastest by default.
    package init(
        buffers: PlaneBufferPool, decidingFrames: Int = ShotRecall.decidingFrames, kernels: KernelSet = .best
    ) {
        self.buffers = buffers
        self.decidingFrames = decidingFrames
        self.kernels = kernels
    }

    /// The next frame's lightness, of any size, and whether a shot begins with it. Throws `ColorError` if there is no
    /// memory.
    package func add(_ number: Int, lightness: borrowing PlaneBuffer, isShotStart: Bool) throws(ColorError) {
        if isShotStart || current == nil {
            try finishShot()
            current = (number, [], false)
            (index, step) = (0, Self.firstStep)
        }
        if index == decidingFrames { try decide() }
        // Not the very first: a dissolve may be in it.
        if index % step == min(2, step - 1) {
            current?.frames.append((index, sight(lightness)))
            if let frames = current?.frames, frames.count > Self.mostSights {
                step *= 2
                current?.frames = frames.filter { $0.index % step == min(2, step - 1) }
            }
        }
        index += 1
    }

    /// The first shot of the set-up of the shot that begins with frame `shot`; nil for none. May be asked when its
    /// first `decidingFrames` frames have been added, or all if they are fewer. Throws `ColorError` if there is no
    /// memory.
    package func link(of shot: Int) throws(ColorError) -> Int? {
        if current?.shot == shot { try decide() }
        return links[shot]
    }

    /// After a shot's last frame, and after the film's.
    package func finishShot() throws(ColorError) {
        try decide()
        guard let (shot, frames, _) = current else { return }
        current = nil
        if frames.isEmpty { return }
        known.append((shot, Self.sights(frames)))
        if known.count > Self.mostShots { known.removeFirst() }
    }

    /// Finds out whether the current shot is like an earlier one, by what has been added of it.
    private func decide() throws(ColorError) {
        guard let (shot, frames, isDecided) = current, !isDecided else { return }
        current?.isDecided = true
        if let earlier = try like(Self.sights(frames)) { links[shot] = links[earlier] ?? earlier }
    }

    private static func sights(_ frames: [(index: Int, sight: Sight)]) -> [Sight] {
        guard frames.count > 2 else { return frames.map(\.sight) }
        return [frames[0].sight, frames[frames.count / 2].sight, frames[frames.count - 1].sight]
    }

    /// The earlier shot that some of these sights are of.
    private func like(_ sights: [Sight]) throws(ColorError) -> Int? {
        var candidates: [(shot: Int, own: Sight, other: Sight, correlation: Float)] = []
        for earlier in known {
            for own in sights {
                for other in earlier.sights {
                    if abs(own.brightness - other.brightness) > Self.mostBrightness { continue }
                    let correlation = zip(own.layout, other.layout).reduce(Float(0)) { $0 + $1.0 * $1.1 }
                    if correlation < Self.leastCorrelation { continue }
                    candidates.append((earlier.shot, own, other, correlation))
                }
            }
        }
        candidates.sort { $0.correlation > $1.correlation }
        for candidate in candidates.prefix(Self.mostCandidates) {
            if try shows(candidate.own, candidate.other) { return candidate.shot }
        }
        return nil
    }

    /// Whether a dense match finds most of each picture in the other.
    private func shows(_ one: Sight, _ other: Sight) throws(ColorError) -> Bool {
        let (there, back) = try small(one).alignments(with: small(other), buffers: buffers, kernels: kernels)
        return fits(there) && fits(back)
    }

    private func fits(_ alignment: Alignment) -> Bool {
        defer { withExtendedLifetime(alignment) {} }
        let count = STEADY_CELLS * STEADY_CELLS
        var found = 0
        var (x, y, squares) = (Float(0), Float(0), Float(0))
        for cell in 0..<count where alignment.disagreement[cell] <= Self.mostDisagreement {
            let (dx, dy) = (alignment.motion[cell], alignment.motion[count + cell])
            found += 1
            x += dx
            y += dy
            squares += dx * dx + dy * dy
        }
        guard Float(found) >= Self.leastShare * Float(count) else { return false }
        let n = Float(found)
        let variance = squares / n - (x / n) * (x / n) - (y / n) * (y / n)
        return variance <= Self.mostRoughness * Self.mostRoughness
    }

    private func sight(_ lightness: borrowing PlaneBuffer) -> Sight {
        let side = STEADY_SIDE
        var values = [UInt8](repeating: 0, count: side * side)
        for y in 0..<side {
            let row = (2 * y + 1) * lightness.height / (2 * side) * lightness.width
            for x in 0..<side {
                let value = lightness.base[row + (2 * x + 1) * lightness.width / (2 * side)]
                values[y * side + x] = UInt8(max(0, min(255, (value * Self.scale).rounded())))
            }
        }
        let squares = STEADY_NODES / 2
        let width = side / squares
        var layout = [Float](repeating: 0, count: squares * squares)
        for (index, value) in values.enumerated() {
            layout[index / side / width * squares + index % side / width] += Float(value)
        }
        for index in layout.indices { layout[index] /= Self.scale * Float(width * width) }
        let mean = layout.reduce(0, +) / Float(layout.count)
        for index in layout.indices { layout[index] -= mean }
        let length = layout.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let deviation = length / Float(layout.count).squareRoot()
        return Sight(
            lightness: values, brightness: mean,
            layout: deviation < Self.leastDeviation ? [] : layout.map { $0 / length })
    }

    private func small(_ sight: Sight) throws(ColorError) -> SmallCopy {
        let plane = try buffers.take(width: STEADY_SIDE, height: STEADY_SIDE)
        for (index, value) in sight.lightness.enumerated() { plane.base[index] = Float(value) / Self.scale }
        return try SmallCopy(of: plane, buffers: buffers, kernels: kernels)
    }
}
