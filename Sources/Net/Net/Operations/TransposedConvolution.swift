/// Writes each input pixel, times the kernel, into an output `stride` times as large: the adjoint of a convolution.
struct TransposedConvolution: Sendable {
    /// What it is the adjoint of. Its weights are [in, out, height, width], its padding is rows and columns that are
    /// taken away around the result, and it has one group.
    var convolution: Convolution
}

extension TransposedConvolution: OperationRules {
    func shape(of inputs: [Shape]) -> Shape? {
        let weights = convolution.weights.shape
        guard inputs[0].isPlanes, weights.count == 4, weights[0] == inputs[0].channels, convolution.groups == 1 else {
            return nil
        }
        func size(_ length: Int, _ padding: Int, _ kernel: Int) -> Int {
            (length - 1) * convolution.stride - padding + convolution.dilation * (kernel - 1) + 1
        }
        let padding = convolution.padding
        return Shape(
            weights[1], size(inputs[0].height, padding.top + padding.bottom, weights[2]),
            size(inputs[0].width, padding.left + padding.right, weights[3]))
    }

    /// Each weight once for each pixel that it reads.
    func multiplications(_ inputs: [Shape], _ output: Shape) -> Int {
        convolution.weights.shape.reduce(1, *) * inputs[0].height * inputs[0].width
    }

    var takesSteps: Bool { true }

    var formatRule: FormatRule { .any }

    func reference(_ inputs: [ReferenceTensor], _ shape: Shape) throws(NetError) -> ReferenceTensor {
        let x = inputs[0]
        let (channels, rows, columns) = (shape.channels, shape.height, shape.width)
        let weights = try convolution.weights.floats()
        let bias = try convolution.bias?.floats()
        let (kernelHeight, kernelWidth) = (convolution.kernelHeight, convolution.kernelWidth)
        let (stride, dilation, padding) = (convolution.stride, convolution.dilation, convolution.padding)
        var sums = [Double](repeating: 0, count: shape.elementCount)
        for input in 0..<x.shape.channels {
            for row in 0..<x.shape.height {
                for column in 0..<x.shape.width {
                    let value = Double(x[input, row, column])
                    for output in 0..<channels {
                        for kernelRow in 0..<kernelHeight {
                            let y = row * stride + kernelRow * dilation - padding.top
                            if y < 0 || y >= rows { continue }
                            for kernelColumn in 0..<kernelWidth {
                                let place = column * stride + kernelColumn * dilation - padding.left
                                if place < 0 || place >= columns { continue }
                                let weight = weights[
                                    ((input * channels + output) * kernelHeight + kernelRow) * kernelWidth
                                        + kernelColumn]
                                sums[(output * rows + y) * columns + place] += Double(weight) * value
                            }
                        }
                    }
                }
            }
        }
        let plane = rows * columns
        return ReferenceTensor(
            shape, sums.enumerated().map { index, sum in Float(sum + Double(bias?[index / plane] ?? 0)) })
    }
}
