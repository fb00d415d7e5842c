import Glibc
import PixelKernels
import TestSupport
import Testing

/// The kernels of steady colour, on made pictures whose motion is known.
@Suite(.notUnderThreadSanitizer) struct SteadyKernelTests {
    /// Hills of L*, seen `x` to the right and `y` down in samples: waves of many lengths, so that no place is like
    /// another.
    static func hills(_ x: Double = 0, _ y: Double = 0, phase: Double = 0) -> [Float] {
        let waves = (1...14).map { wave in
            let (angle, length) = (2.4 * Double(wave) + phase, 6 + 2.7 * Double(wave))
            return (x: 6.28 * cos(angle) / length, y: 6.28 * sin(angle) / length, phase: angle * angle)
        }
        return (0..<STEADY_SIDE * STEADY_SIDE).map { i in
            let (u, v) = (Double(i % STEADY_SIDE) + x, Double(i / STEADY_SIDE) + y)
            var sum = 50.0
            for wave in waves { sum += 5 * sin(wave.x * u + wave.y * v + wave.phase) }
            return Float(sum)
        }
    }

    static func picture(_ samples: [Float], _ kernels: Kernels) -> [Float] {
        // A guard at the end.
        var picture = [Float](repeating: -7, count: Int(steady_picture_count()) + 1)
        kernels.table.pointee.steady.picture(samples, Int32(STEADY_SIDE), Int32(STEADY_SIDE), &picture)
        #expect(picture.last == -7)
        return picture
    }

    struct Pair {
        var motion = [Float](repeating: 0, count: 2 * STEADY_NODES * STEADY_NODES)
        var alignment = [Float](repeating: 0, count: STEADY_PLANES * STEADY_CELLS * STEADY_CELLS)
        var likeness = steady_likeness()

        init(_ from: [Float], _ to: [Float], _ kernels: Kernels) {
            let steady = kernels.table.pointee.steady
            steady.motion(from, to, &motion)
            steady.alignment(from, to, motion, &alignment)
            steady.likeness(from, to, motion, &likeness)
        }

        func disagreement(back: Pair, _ kernels: Kernels) -> [Float] {
            var result = [Float](repeating: -1, count: STEADY_CELLS * STEADY_CELLS)
            kernels.table.pointee.steady.disagreement(alignment, back.alignment, &result)
            return result
        }
    }

    /// Cells and nodes far enough from the border to be in both pictures.
    static func inner(_ count: Int) -> [(x: Int, y: Int)] {
        (count / 4..<3 * count / 4).flatMap { y in (count / 4..<3 * count / 4).map { ($0, y) } }
    }

    @Test(arguments: Kernels.all, [(0.0, 0.0), (2.5, -1.25), (-9.0, 6.0), (17.3, 11.7)])
    func findsWhatMoved(kernels: Kernels, moved: (x: Double, y: Double)) {
        let first = Self.picture(Self.hills(), kernels)
        // Brighter, too: that is no reason not to find it.
        let second = Self.picture(Self.hills(moved.x, moved.y).map { $0 + 1 }, kernels)
        let (there, back) = (Pair(first, second, kernels), Pair(second, first, kernels))
        let errors = Self.inner(STEADY_NODES).map { x, y in
            let i = 2 * (y * STEADY_NODES + x)
            return hypot(Double(there.motion[i]) + moved.x, Double(there.motion[i + 1]) + moved.y)
        }.sorted()
        #expect(errors[errors.count / 2] < 0.1 && errors[errors.count * 95 / 100] < 0.5)
        #expect(there.likeness.aligned > 0.97 && there.likeness.roughness < 1.5)
        let disagreement = there.disagreement(back: back, kernels)
        let trusted = Self.inner(STEADY_CELLS).count { disagreement[$0.y * STEADY_CELLS + $0.x] < 0.5 }
        #expect(Double(trusted) > 0.95 * Double(Self.inner(STEADY_CELLS).count))
    }

    @Test(arguments: Kernels.all) func doesNotTrustAnotherScene(kernels: Kernels) {
        let first = Self.picture(Self.hills(), kernels)
        let second = Self.picture(Self.hills(40, 7, phase: 1), kernels)
        let (there, back) = (Pair(first, second, kernels), Pair(second, first, kernels))
        #expect(there.likeness.aligned - 0.04 * there.likeness.roughness < 0.6 && there.likeness.unaligned < 0.7)
        let disagreement = there.disagreement(back: back, kernels)
        #expect(disagreement.count { $0 < 1 } < disagreement.count / 3)
    }

    /// A mean over equal parts, whatever the size.
    @Test(arguments: Kernels.all, [(128, 128), (256, 256), (96, 160), (320, 180), (1, 1)])
    func picturesAreMeans(kernels: Kernels, size: (width: Int, height: Int)) {
        let ramp = (0..<size.width * size.height).map { i in Float(i % size.width) + 2 * Float(i / size.width) }
        var picture = [Float](repeating: -7, count: Int(steady_picture_count()))
        kernels.table.pointee.steady.picture(ramp, Int32(size.width), Int32(size.height), &picture)
        // The finest level has a border of 16 on every side.
        let stride = STEADY_SIDE + 32
        let samples = (0..<STEADY_SIDE).flatMap { y in (0..<STEADY_SIDE).map { picture[(y + 16) * stride + 16 + $0] } }
        let mean = samples.reduce(0, +) / Float(samples.count)
        let expected = Float(size.width - 1) / 2 + Float(size.height - 1)
        #expect(abs(mean - expected) < 0.01 * max(1, expected))
        #expect(!picture.contains(-7))
        // Parts of whole samples are exact.
        if size == (256, 256) { #expect(samples[5 * STEADY_SIDE + 3] == 6.5 + 2 * 10.5) }
    }

    @Test(arguments: Kernels.all) func blendsWhatAgrees(kernels: Kernels) {
        let (width, height) = (20, 12)
        let count = width * height
        let own = [Float](repeating: 10, count: 2 * count)
        // A neighbour's a and b rise to the right: taken from two samples of 128 to the right.
        let slope = (0..<2 * count).map { Float($0 % width) }
        let right = [Float](repeating: 2 * 128 / Float(width), count: count)
        let zero = [Float](repeating: 0, count: count)
        func blend(_ disagreement: Float, _ ab: [Float]) -> [Float] {
            let distrust = [Float](repeating: disagreement, count: count)
            var result = [Float](repeating: -1, count: 2 * count)
            ab.withUnsafeBufferPointer { ab in
                right.withUnsafeBufferPointer { right in
                    zero.withUnsafeBufferPointer { zero in
                        distrust.withUnsafeBufferPointer { distrust in
                            guard let ab = ab.baseAddress, let x = right.baseAddress, let y = zero.baseAddress,
                                let distrust = distrust.baseAddress
                            else { return }
                            let neighbour = steady_neighbour(ab: ab, x: x, y: y, disagreement: distrust)
                            kernels.table.pointee.steady.blend(
                                own, Int32(width), Int32(height), [neighbour], 1, &result)
                        }
                    }
                }
            }
            return result
        }
        let agreed = blend(0, slope)
        // At x = 8 the neighbour says 10, too; at x = 2 it says 4, nearly as much as the frame itself.
        #expect(abs(agreed[8] - 10) < 1e-4)
        #expect(agreed[2] > 7 && agreed[2] < 7.1)
        #expect(blend(3, slope) == own)
        // A hundred away is another thing.
        #expect(blend(0, [Float](repeating: 110, count: 2 * count)) == own)
    }
}
