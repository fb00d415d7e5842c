/// Planes as tokens: one for each pixel, row by row, with its channels.
struct Tokens: Sendable {}

extension Tokens: OperationRules {
    func shape(of inputs: [Shape]) -> Shape? {
        inputs[0].isPlanes ? Shape(tokens: inputs[0].height * inputs[0].width, width: inputs[0].channels) : nil
    }

    var takesSteps: Bool { false }

    var formatRule: FormatRule { .same }

    func reference(_ inputs: [ReferenceTensor], _ shape: Shape) throws(NetError) -> ReferenceTensor {
        var result = ReferenceTensor(zeros: shape)
        let (count, width) = (shape.tokenCount, shape.tokenWidth)
        for token in 0..<count {
            for channel in 0..<width {
                result.values[token * width + channel] = inputs[0].values[channel * count + token]
            }
        }
        return result
    }
}
