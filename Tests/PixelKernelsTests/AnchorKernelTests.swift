import PixelKernels
import Testing

@testable import Color

/// Maps that are held against the picture they lead to, and colours without grain.
@Suite struct AnchorKernelTests {
    private static let side = 128
    private static let cells = STEADY_CELLS * STEADY_CELLS

    /// Waves of about 12 samples, moved.
    private static func picture(right: Float, down: Float) -> [Float] {
        (0..<side * side).map { index in
            let (x, y) = (Float(index % side) - right, Float(index / side) - down)
            return 50 + 20 * wave(x * 0.5 + y * 0.1) + 15 * wave(y * 0.6 - x * 0.2)
        }
    }

    private static func wave(_ phase: Float) -> Float {
        // A parabola per half wave is near enough to a sine.
        let turns = phase / 6.2831853
        let part = turns - turns.rounded(.down)
        return part < 0.5 ? 16 * part * (0.5 - part) : -16 * (part - 0.5) * (1 - part)
    }

    /// A map that is off by a sample is set right, and trusted again; what is hidden stays where it was, and nothing
    /// outside is trusted.
    @Test(arguments: Kernels.all) func mapsAreAnchored(kernels: Kernels) {
        var from = Self.picture(right: 0, down: 0)
        let to = Self.picture(right: 3, down: -2)
        // Something that the other picture does not show.
        for y in 60..<76 {
            for x in 60..<76 { from[y * Self.side + x] = (x / 2 + y / 2) % 2 == 0 ? 0 : 100 }
        }
        let map =
            [Float](repeating: 2.2, count: Self.cells) + [Float](repeating: -1.4, count: Self.cells)
            + [Float](repeating: 0.25, count: Self.cells)
        var result = [Float](repeating: .nan, count: 3 * Self.cells)
        kernels.table.pointee.carry.anchor(map, from, to, Int32(Self.side), Int32(Self.side), &result)
        for cell in [10 * 64 + 20, 50 * 64 + 12, 20 * 64 + 50] {
            #expect(abs(result[cell] - 3) < 0.1 && abs(result[Self.cells + cell] + 2) < 0.1)
            #expect(result[2 * Self.cells + cell] > 0.7)
        }
        let hidden = 33 * 64 + 33
        #expect(result[hidden] == 2.2 && result[Self.cells + hidden] == -1.4 && result[2 * Self.cells + hidden] == 0.25)
        let far = [Float](repeating: 90, count: Self.cells) + map.dropFirst(Self.cells)
        kernels.table.pointee.carry.anchor(far, from, to, Int32(Self.side), Int32(Self.side), &result)
        #expect(result[63] == 90 && result[2 * Self.cells + 63] == 0)
    }

    /// Grain goes, an edge stays; without grain nothing changes, nor where little counts.
    @Test(arguments: Kernels.all) func grainIsTakenAway(kernels: Kernels) {
        let count = Self.side * Self.side
        var state: UInt32 = 7
        let clean = (0..<count).map { Float($0 % Self.side < 64 ? -20 : 30) }
        let grainy = clean.map { value -> Float in
            var sum: Float = 0
            for _ in 0..<4 {
                state = state &* 1_664_525 &+ 1_013_904_223
                sum += Float(state >> 16) / 65536 - 0.5
            }
            return value + 4 * sum
        }
        func cleaned(_ plane: [Float], authority: Float) -> [Float] {
            var result = [Float](repeating: .nan, count: count)
            kernels.table.pointee.carry.clean(
                plane, [Float](repeating: authority, count: count), Int32(Self.side), Int32(Self.side), &result)
            return result
        }
        func error(_ plane: [Float]) -> Float {
            zip(plane, clean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Float(count)
        }
        let result = cleaned(grainy, authority: 1)
        #expect(error(result) < 0.3 * error(grainy), "\(error(result)) \(error(grainy))")
        #expect(result[64 * Self.side + 62] < -10 && result[64 * Self.side + 65] > 20)
        #expect(cleaned(clean, authority: 1) == clean && cleaned(grainy, authority: 0.5) == grainy)
    }
}
