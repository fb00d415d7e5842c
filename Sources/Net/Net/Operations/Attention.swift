internal import Glibc

/// Multi-head attention without its linear layers: the numbers of a token are divided among heads, and of each head the
/// result is softmax(queries · keysᵀ / √width) · values (Vaswani et al., "Attention is all you need", NIPS 2017).
///
/// Reads queries, keys and values; there is a result for each query.
struct Attention: Sendable {
    /// Divides the tokens' width.
    var headCount: Int
}

extension Attention: OperationRules {
    var inputCount: Int { 3 }

    func shape(of inputs: [Shape]) -> Shape? {
        guard inputs.allSatisfy(\.isTokens), inputs[1] == inputs[2], inputs[0].tokenWidth == inputs[1].tokenWidth,
            inputs[1].tokenCount > 0, inputs[0].tokenWidth % headCount == 0
        else { return nil }
        return inputs[0]
    }

    var takesSteps: Bool { false }

    var formatRule: FormatRule { .floating }

    func reference(_ inputs: [ReferenceTensor], _ shape: Shape) throws(NetError) -> ReferenceTensor {
        let (queries, keys, values) = (inputs[0].values, inputs[1].values, inputs[2].values)
        let keyCount = inputs[1].shape.tokenCount
        let row = shape.tokenWidth
        let width = row / headCount
        let scale = 1 / Double(width).squareRoot()
        var result = ReferenceTensor(zeros: shape)
        var powers = [Float](repeating: 0, count: keyCount)
        for query in 0..<shape.tokenCount {
            for head in 0..<headCount {
                var scores = [Double](repeating: 0, count: keyCount)
                for key in 0..<keyCount {
                    scores[key] =
                        scale
                        * ProductSum.of(
                            queries, from: query * row + head * width, by: 1, keys, from: key * row + head * width,
                            by: 1, count: width)
                }
                let largest = scores.max() ?? 0
                var sum = 0.0
                for key in 0..<keyCount {
                    let power = exp(scores[key] - largest)
                    powers[key] = Float(power)
                    sum += power
                }
                for index in 0..<width {
                    let column = head * width + index
                    let total = ProductSum.of(
                        powers, from: 0, by: 1, values, from: column, by: row, count: keyCount)
                    result.values[query * row + column] = Float(total / sum)
                }
            }
        }
        return result
    }
}
