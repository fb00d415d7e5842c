/// Rows and columns of zeros around a picture.
struct Padding: Hashable, Sendable {
    var top: Int
    var left: Int
    var bottom: Int
    var right: Int

    init(top: Int, left: Int, bottom: Int, right: Int) {
        self.top = top
        self.left = left
        self.bottom = bottom
        self.right = right
    }

    /// The same on all four sides.
    init(_ all: Int) {
        self.init(top: all, left: all, bottom: all, right: all)
    }
}

/// A convolution as PyTorch defines it (a cross-correlation).
struct Convolution: Sendable {
    /// [out, in / groups, height, width].
    var weights: Constant
    /// [out], if any.
    var bias: Constant?
    var stride = 1
    /// Distance between neighbouring taps.
    var dilation = 1
    /// Zeros added around the input.
    var padding = Padding(0)
    /// The channels in and out are divided into so many groups that know nothing of one another.
    var groups = 1

    var kernelHeight: Int { weights.shape[2] }
    var kernelWidth: Int { weights.shape[3] }
}

extension Convolution: OperationRules {
    func shape(of inputs: [Shape]) -> Shape? {
        guard inputs[0].isPlanes, weights.shape.count == 4, weights.shape[1] * groups == inputs[0].channels else {
            return nil
        }
        func size(_ length: Int, _ padding: Int, _ kernel: Int) -> Int {
            (length + padding - dilation * (kernel - 1) - 1) / stride + 1
        }
        return Shape(
            weights.shape[0], size(inputs[0].height, padding.top + padding.bottom, kernelHeight),
            size(inputs[0].width, padding.left + padding.right, kernelWidth))
    }

    /// Each weight once for each pixel of the result.
    func multiplications(_ inputs: [Shape], _ output: Shape) -> Int {
        weights.shape.reduce(1, *) * output.height * output.width
    }

    var takesSteps: Bool { true }

    var formatRule: FormatRule { .any }

    func reference(_ inputs: [ReferenceTensor], _ shape: Shape) throws(NetError) -> ReferenceTensor {
        let x = inputs[0]
        let (height, width) = (x.shape.height, x.shape.width)
        let (rows, columns) = (shape.height, shape.width)
        let weights = try weights.floats()
        let bias = try bias?.floats()
        let groupInputs = self.weights.shape[1]
        let groupOutputs = shape.channels / groups
        let (kernelHeight, kernelWidth) = (kernelHeight, kernelWidth)
        let kernelLength = kernelHeight * kernelWidth
        var result = ReferenceTensor(zeros: shape)
        for output in 0..<shape.channels {
            let firstInput = output / groupOutputs * groupInputs
            for row in 0..<rows {
                for column in 0..<columns {
                    var sum = Double(bias?[output] ?? 0)
                    for kernelRow in 0..<kernelHeight {
                        let y = row * stride + kernelRow * dilation - padding.top
                        if y < 0 || y >= height { continue }
                        for kernelColumn in 0..<kernelWidth {
                            let place = column * stride + kernelColumn * dilation - padding.left
                            if place < 0 || place >= width { continue }
                            // Over the channels.
                            sum += ProductSum.of(
                                weights,
                                from: output * groupInputs * kernelLength + kernelRow * kernelWidth + kernelColumn,
                                by: kernelLength, x.values, from: (firstInput * height + y) * width + place,
                                by: height * width, count: groupInputs)
                        }
                    }
                    result[output, row, column] = Float(sum)
                }
            }
        }
        return result
    }
}
