import PixelKernels
import TestSupport
import Testing

/// Colour steadied at a lower resolution: down to it and back up.
@Suite(.notUnderThreadSanitizer) struct CorrectionTests {
    private static func noise(_ count: Int, seed: UInt64) -> [Float] {
        var noise = Noise(seed: seed)
        return (0..<count).map { _ in Float(noise.next(in: -50...50)) }
    }

    /// Whole squares and what is left of them at the right and at the bottom.
    @Test(
        arguments: Kernels.all,
        [(8, 6, 2), (256, 40, 2), (37, 11, 4), (300, 5, 256), (700, 9, 3), (5, 4, 1), (1, 1, 7)])
    func shrinksToMeans(kernels: Kernels, size: (width: Int, height: Int, side: Int)) {
        let (width, height, side) = size
        let plane = Self.noise(width * height, seed: 3)
        let (columns, rows) = ((width + side - 1) / side, (height + side - 1) / side)
        var result = [Float](repeating: 999, count: columns * rows + 1)
        kernels.table.pointee.steady.shrink(plane, Int32(width), Int32(height), Int32(side), &result)
        #expect(result.last == 999)
        for row in 0..<rows {
            for column in 0..<columns {
                var (sum, count) = (0.0, 0.0)
                for y in (row * side)..<min((row + 1) * side, height) {
                    for x in (column * side)..<min((column + 1) * side, width) {
                        sum += Double(plane[y * width + x])
                        count += 1
                    }
                }
                #expect(abs(Double(result[row * columns + column]) - sum / count) < 1e-4, "\(column), \(row)")
            }
        }
    }

    /// The same bits whatever the processor: nothing but sums in the same order.
    @Test func shrinksAlikeEverywhere() {
        let plane = Self.noise(250 * 30, seed: 5)
        let results = Kernels.all.map { kernels in
            var result = [Float](repeating: 0, count: 84 * 10)
            kernels.table.pointee.steady.shrink(plane, 250, 30, 3, &result)
            return result
        }
        let areEqual = results.allSatisfy { $0 == results[0] }
        #expect(areEqual)
    }

    @Test(arguments: Kernels.all, [(4, 3, 8, 6), (5, 4, 37, 11), (64, 64, 256, 256), (1, 1, 3, 5)])
    func addsTheDifferenceEnlarged(kernels: Kernels, size: (Int, Int, Int, Int)) {
        let (columns, rows, width, height) = size
        let (raw, steadied) = (Self.noise(columns * rows, seed: 1), Self.noise(columns * rows, seed: 2))
        let plane = Self.noise(width * height, seed: 4)
        var result = plane + [999]
        let (xAxis, yAxis) = (Axis(from: columns, to: width), Axis(from: rows, to: height))
        xAxis.withAxis { x in
            yAxis.withAxis { y in
                var (x, y) = (x, y)
                var scratch = [Float](repeating: .nan, count: pixel_correction_scratch(&x, &y))
                kernels.table.pointee.steady.correct(&x, &y, raw, steadied, &result, &scratch)
            }
        }
        #expect(result.last == 999)
        func difference(_ column: Int, _ row: Int) -> Double {
            let i = min(row, rows - 1) * columns + min(column, columns - 1)
            return Double(steadied[i]) - Double(raw[i])
        }
        var worst = 0.0
        for i in plane.indices {
            let (x, y) = (i % width, i / width)
            let (column, row) = (Int(xAxis.index[x]), Int(yAxis.index[y]))
            let (u, v) = (Double(xAxis.weight[x]), Double(yAxis.weight[y]))
            let above = difference(column, row) * (1 - u) + difference(column + 1, row) * u
            let below = difference(column, row + 1) * (1 - u) + difference(column + 1, row + 1) * u
            worst = max(worst, abs(Double(result[i]) - Double(plane[i]) - above * (1 - v) - below * v))
        }
        #expect(worst < 1e-4)
    }
}
