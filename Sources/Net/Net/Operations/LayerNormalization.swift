/// Gives the channels of each pixel (or the numbers of each token) mean 0 and variance 1, then scales and shifts each:
/// Ba, Kiros and Hinton, "Layer normalization", 2016. The variance is the biased one.
struct LayerNormalization: Sendable {
    /// Of each channel.
    var scale: [Float]
    /// Of each channel.
    var shift: [Float]
    /// Added to the variance.
    var epsilon: Float
}

extension LayerNormalization: OperationRules {
    func shape(of inputs: [Shape]) -> Shape? {
        let width = inputs[0].isTokens ? inputs[0].tokenWidth : inputs[0].isPlanes ? inputs[0].channels : 0
        return width > 0 && scale.count == width && shift.count == width ? inputs[0] : nil
    }

    var takesSteps: Bool { true }

    var formatRule: FormatRule { .floatingToAny }

    func reference(_ inputs: [ReferenceTensor], _ shape: Shape) throws(NetError) -> ReferenceTensor {
        let x = inputs[0].values
        let width = scale.count
        let rows = shape.elementCount / width
        // Neighbours within a row, and rows.
        let (inner, outer) = shape.isTokens ? (1, width) : (rows, 1)
        var result = x
        for row in 0..<rows {
            var (sum, squares) = (0.0, 0.0)
            for index in 0..<width { sum += Double(x[row * outer + index * inner]) }
            let mean = sum / Double(width)
            for index in 0..<width {
                let distance = Double(x[row * outer + index * inner]) - mean
                squares += distance * distance
            }
            let factor = 1 / (squares / Double(width) + Double(epsilon)).squareRoot()
            for index in 0..<width {
                let place = row * outer + index * inner
                result[place] = Float((Double(x[place]) - mean) * factor * Double(scale[index]) + Double(shift[index]))
            }
        }
        return ReferenceTensor(shape, result)
    }
}
