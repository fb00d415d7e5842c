internal import Glibc

/// One colour for each pixel from how likely many are: their mean, weighted by softmax(scores / temperature).
///
/// Zhang, Isola and Efros, "Colorful Image Colorization" (ECCV 2016), section 2.3. One operation, because nobody needs
/// the scores of a whole picture: they are by far the largest thing between the layers.
struct AnnealedMean: Sendable {
    /// 1×1, from what is known of a pixel to its scores, at least 16.
    var scores: Convolution
    /// [2, scores]: a and b of each colour.
    var centres: Constant
    /// More than 0.
    var temperature: Float
    /// Whether a third plane follows a and b: the softmax of the likeliest colour, how sure the choice is.
    var givesCertainty = false

    /// a, b and, if it is given, the certainty.
    var planeCount: Int { givesCertainty ? 3 : 2 }
}

extension AnnealedMean: OperationRules {
    func shape(of inputs: [Shape]) -> Shape? {
        let weights = scores.weights.shape
        guard inputs[0].isPlanes, weights.dropFirst() == [inputs[0].channels, 1, 1],
            centres.shape.prefix(2) == [2, weights[0]]
        else { return nil }
        return Shape(planeCount, inputs[0].height, inputs[0].width)
    }

    /// Those of the scores.
    func multiplications(_ inputs: [Shape], _ output: Shape) -> Int { scores.multiplications(inputs, output) }

    var takesSteps: Bool { false }

    var formatRule: FormatRule { .anyToFloat32 }

    func reference(_ inputs: [ReferenceTensor], _ shape: Shape) throws(NetError) -> ReferenceTensor {
        let bins = scores.weights.shape[0]
        let scores = try scores.reference(inputs, Shape(bins, shape.height, shape.width))
        let centres = try centres.floats()
        var result = ReferenceTensor(zeros: shape)
        for row in 0..<shape.height {
            for column in 0..<shape.width {
                var largest = -Double.infinity
                for bin in 0..<bins { largest = max(largest, Double(scores[bin, row, column])) }
                var (sum, a, b) = (0.0, 0.0, 0.0)
                for bin in 0..<bins {
                    let power = exp((Double(scores[bin, row, column]) - largest) / Double(temperature))
                    sum += power
                    a += power * Double(centres[bin])
                    b += power * Double(centres[bins + bin])
                }
                result[0, row, column] = Float(a / sum)
                result[1, row, column] = Float(b / sum)
                // The likeliest one's power is 1.
                if givesCertainty { result[2, row, column] = Float(1 / sum) }
            }
        }
        return result
    }
}
