import TestSupport
import Testing

@testable import Guidance

@Suite struct LinearSystemTests {
    /// Two right sides made from known solutions.
    @Test func solves() {
        var noise = Noise(seed: 4)
        let size = 9
        let root = (0..<size * size).map { _ in noise.next(in: -1...1) }
        var matrix = [Double](repeating: 0, count: size * size)
        for i in 0..<size {
            for j in 0..<size {
                for k in 0..<size { matrix[i * size + j] += root[i * size + k] * root[j * size + k] }
            }
        }
        let solutions = (0..<2 * size).map { _ in noise.next(in: -5...5) }
        let ridge = 0.5
        let sides = (0..<2 * size).map { place in
            let (start, row) = (place / size * size, place % size)
            return (0..<size).reduce(ridge * solutions[place]) {
                $0 + matrix[row * size + $1] * solutions[start + $1]
            }
        }
        let found = LinearSystem.solve(matrix, sides, size: size, ridge: ridge)
        for (one, other) in zip(found, solutions) { #expect(abs(one - other) < 1e-9) }
    }
}
