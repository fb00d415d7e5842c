/// Makes a picture `factor` times as large out of groups of channels: the group `factor` · dy + dx of each pixel
/// becomes the pixel dy rows and dx columns on (Shi et al., "Real-time single image and video super-resolution", CVPR
/// 2016).
///
/// PyTorch takes channel `factor`² · c + `factor` · dy + dx for channel c instead. A network whose weights are in that
/// order exchanges the rows of the convolution before, so that the channels of a pixel stay together.
struct PixelShuffle: Sendable {
    var factor: Int
    /// Whether each pixel then becomes the mean of itself and its neighbours above, to the left and above left, the
    /// first row and column repeated (Aitken et al., "Checkerboard artifact free sub-pixel convolution", 2017).
    var isBlurred: Bool
}

extension PixelShuffle: OperationRules {
    func shape(of inputs: [Shape]) -> Shape? {
        guard inputs[0].isPlanes, inputs[0].channels % (factor * factor) == 0 else { return nil }
        return Shape(inputs[0].channels / (factor * factor), inputs[0].height * factor, inputs[0].width * factor)
    }

    var takesSteps: Bool { false }

    var formatRule: FormatRule { .floating }

    var keepsSign: Bool { true }

    func reference(_ inputs: [ReferenceTensor], _ shape: Shape) throws(NetError) -> ReferenceTensor {
        var shuffled = ReferenceTensor(zeros: shape)
        for channel in 0..<shape.channels {
            for row in 0..<shape.height {
                for column in 0..<shape.width {
                    let group = row % factor * factor + column % factor
                    shuffled[channel, row, column] =
                        inputs[0][group * shape.channels + channel, row / factor, column / factor]
                }
            }
        }
        return isBlurred ? Self.blurred(shuffled) : shuffled
    }

    /// The blur's definition, which the tail of networks with colour queries has too.
    static func blurred(_ x: ReferenceTensor) -> ReferenceTensor {
        var result = x
        for channel in 0..<x.shape.channels {
            for row in 0..<x.shape.height {
                for column in 0..<x.shape.width {
                    let (above, left) = (max(row - 1, 0), max(column - 1, 0))
                    let sum =
                        Double(x[channel, row, column]) + Double(x[channel, above, column])
                        + Double(x[channel, row, left]) + Double(x[channel, above, left])
                    result[channel, row, column] = Float(sum / 4)
                }
            }
        }
        return result
    }
}
