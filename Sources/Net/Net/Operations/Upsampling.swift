/// Bilinear enlargement with pixel centres at ½ (align_corners = false), borders repeated.
struct Upsampling: Sendable {
    var factor: Int
}

extension Upsampling: OperationRules {
    func shape(of inputs: [Shape]) -> Shape? {
        guard inputs[0].isPlanes else { return nil }
        return Shape(inputs[0].channels, inputs[0].height * factor, inputs[0].width * factor)
    }

    var takesSteps: Bool { true }

    var formatRule: FormatRule { .same }

    func reference(_ inputs: [ReferenceTensor], _ shape: Shape) throws(NetError) -> ReferenceTensor {
        let x = inputs[0]
        /// The two neighbours of a place in the result and the weight of the second.
        func neighbours(_ index: Int, _ length: Int) -> (Int, Int, Double) {
            let place = max((Double(index) + 0.5) / Double(factor) - 0.5, 0)
            let first = min(Int(place), length - 1)
            return (first, min(first + 1, length - 1), place - Double(first))
        }
        var result = ReferenceTensor(zeros: shape)
        for row in 0..<shape.height {
            let (top, bottom, down) = neighbours(row, x.shape.height)
            for column in 0..<shape.width {
                let (left, right, across) = neighbours(column, x.shape.width)
                for channel in 0..<shape.channels {
                    func mixed(_ row: Int) -> Double {
                        Double(x[channel, row, left]) * (1 - across) + Double(x[channel, row, right]) * across
                    }
                    result[channel, row, column] = Float(mixed(top) * (1 - down) + mixed(bottom) * down)
                }
            }
        }
        return result
    }
}
