import Glibc
import Testing

@testable import Net

/// The L* plane that the goldens were made with, on both sides from the same formula:
/// L(x, y) = 50 + 30 sin(x/17) + 15 cos(y/23) + 4 sin((x+2y)/5), row by row.
func lightnessPattern(width: Int, height: Int) -> [Float] {
    var plane: [Float] = []
    for row in 0..<height {
        for column in 0..<width {
            let (x, y) = (Double(column), Double(row))
            plane.append(Float(50 + 30 * sin(x / 17) + 15 * cos(y / 23) + 4 * sin((x + 2 * y) / 5)))
        }
    }
    return plane
}

extension Executor {
    /// Runs over arrays.
    func run(_ input: [Float], outputCount: Int) throws -> [Float] {
        var output = [Float](repeating: .nan, count: outputCount)
        var span = output.mutableSpan
        try run(input.span, into: &span)
        return output
    }
}

/// The largest |left − right|; infinite if the counts differ or a value is not a number.
func largestDifference(_ left: [Float], _ right: [Float]) -> Float {
    guard left.count == right.count else { return .infinity }
    return zip(left, right).reduce(0) { largest, pair in
        let difference = abs(pair.0 - pair.1)
        return difference.isNaN ? .infinity : max(largest, difference)
    }
}
