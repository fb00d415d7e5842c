/// Every `interval`-th row and column from the first: `x[:, ::interval, ::interval]`.
struct Subsampling: Sendable {
    var interval: Int
}

extension Subsampling: OperationRules {
    func shape(of inputs: [Shape]) -> Shape? {
        guard inputs[0].isPlanes else { return nil }
        return Shape(
            inputs[0].channels, (inputs[0].height + interval - 1) / interval,
            (inputs[0].width + interval - 1) / interval)
    }

    var takesSteps: Bool { false }

    var formatRule: FormatRule { .same }

    func reference(_ inputs: [ReferenceTensor], _ shape: Shape) throws(NetError) -> ReferenceTensor {
        var result = ReferenceTensor(zeros: shape)
        for channel in 0..<shape.channels {
            for row in 0..<shape.height {
                for column in 0..<shape.width {
                    result[channel, row, column] = inputs[0][channel, row * interval, column * interval]
                }
            }
        }
        return result
    }
}
