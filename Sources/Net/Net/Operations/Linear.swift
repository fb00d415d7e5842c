/// A linear layer on tokens: each becomes weights · token + bias.
struct Linear: Sendable {
    /// [out, in].
    var weights: Constant
    /// [out], if any.
    var bias: Constant?

    /// The same as a 1×1 convolution of a picture that has a pixel for each token.
    var convolution: Convolution {
        Convolution(weights: .reshaped(weights, shape: weights.shape + [1, 1]), bias: bias)
    }
}

extension Linear: OperationRules {
    func shape(of inputs: [Shape]) -> Shape? {
        guard inputs[0].isTokens, weights.shape.count == 2, weights.shape[1] == inputs[0].tokenWidth else { return nil }
        return Shape(tokens: inputs[0].tokenCount, width: weights.shape[0])
    }

    /// Each weight once for each token.
    func multiplications(_ inputs: [Shape], _ output: Shape) -> Int {
        weights.shape.reduce(1, *) * output.tokenCount
    }

    var takesSteps: Bool { true }

    var formatRule: FormatRule { .any }

    func reference(_ inputs: [ReferenceTensor], _ shape: Shape) throws(NetError) -> ReferenceTensor {
        let width = weights.shape[1]
        let weights = try weights.floats()
        let bias = try bias?.floats()
        var result = ReferenceTensor(zeros: shape)
        for token in 0..<shape.tokenCount {
            for index in 0..<shape.tokenWidth {
                let sum = ProductSum.of(
                    weights, from: index * width, by: 1, inputs[0].values, from: token * width, by: 1, count: width)
                result.values[token * shape.tokenWidth + index] = Float(sum + Double(bias?[index] ?? 0))
            }
        }
        return result
    }
}
