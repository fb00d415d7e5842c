internal import Glibc

/// One picture's values in row-major order.
struct ReferenceTensor {
    let shape: Shape
    var values: [Float]

    init(_ shape: Shape, _ values: [Float]) {
        precondition(values.count == shape.elementCount)
        self.shape = shape
        self.values = values
    }

    init(zeros shape: Shape) {
        self.init(shape, [Float](repeating: 0, count: shape.elementCount))
    }

    subscript(channel: Int, row: Int, column: Int) -> Float {
        get { values[(channel * shape.height + row) * shape.width + column] }
        set { values[(channel * shape.height + row) * shape.width + column] = newValue }
    }
}

/// Every operation as the plainest loop that says what it means, summed in double: the oracle of the tests, and nothing
/// that a film should wait for.
enum ReferenceOps {
    /// `shape` is that of the result.
    static func convolution(_ x: ReferenceTensor, _ convolution: Convolution, shape: Shape) throws(NetError)
        -> ReferenceTensor
    {
        let weights = try convolution.weights.floats()
        let bias = try convolution.bias?.floats()
        let groupInputs = convolution.weights.shape[1]
        let groupOutputs = shape.channels / convolution.groups
        let (kernelHeight, kernelWidth) = (convolution.kernelHeight, convolution.kernelWidth)
        var result = ReferenceTensor(zeros: shape)
        for output in 0..<shape.channels {
            let firstInput = output / groupOutputs * groupInputs
            for row in 0..<shape.height {
                for column in 0..<shape.width {
                    var sum = Double(bias?[output] ?? 0)
                    for kernelRow in 0..<kernelHeight {
                        let y = row * convolution.stride + kernelRow * convolution.dilation - convolution.padding.top
                        if y < 0 || y >= x.shape.height { continue }
                        for kernelColumn in 0..<kernelWidth {
                            let place =
                                column * convolution.stride + kernelColumn * convolution.dilation
                                - convolution.padding.left
                            if place < 0 || place >= x.shape.width { continue }
                            for input in 0..<groupInputs {
                                let weight = weights[
                                    ((output * groupInputs + input) * kernelHeight + kernelRow) * kernelWidth
                                        + kernelColumn]
                                sum += Double(weight) * Double(x[firstInput + input, y, place])
                            }
                        }
                    }
                    result[output, row, column] = Float(sum)
                }
            }
        }
        return result
    }

    /// `shape` is that of the result.
    static func transposedConvolution(_ x: ReferenceTensor, _ convolution: Convolution, shape: Shape) throws(NetError)
        -> ReferenceTensor
    {
        let weights = try convolution.weights.floats()
        let bias = try convolution.bias?.floats()
        let (kernelHeight, kernelWidth) = (convolution.kernelHeight, convolution.kernelWidth)
        var sums = [Double](repeating: 0, count: shape.elementCount)
        for input in 0..<x.shape.channels {
            for row in 0..<x.shape.height {
                for column in 0..<x.shape.width {
                    for output in 0..<shape.channels {
                        for kernelRow in 0..<kernelHeight {
                            let y =
                                row * convolution.stride + kernelRow * convolution.dilation - convolution.padding.top
                            if y < 0 || y >= shape.height { continue }
                            for kernelColumn in 0..<kernelWidth {
                                let place =
                                    column * convolution.stride + kernelColumn * convolution.dilation
                                    - convolution.padding.left
                                if place < 0 || place >= shape.width { continue }
                                let weight = weights[
                                    ((input * shape.channels + output) * kernelHeight + kernelRow) * kernelWidth
                                        + kernelColumn]
                                sums[(output * shape.height + y) * shape.width + place] +=
                                    Double(weight) * Double(x[input, row, column])
                            }
                        }
                    }
                }
            }
        }
        let plane = shape.height * shape.width
        return ReferenceTensor(
            shape, sums.enumerated().map { index, sum in Float(sum + Double(bias?[index / plane] ?? 0)) })
    }

    static func elementwise(_ x: ReferenceTensor, _ step: ElementwiseStep, value: (Value) -> ReferenceTensor)
        -> ReferenceTensor
    {
        var result = x
        let plane = x.shape.height * x.shape.width
        switch step {
        case .relu: result.values = x.values.map { max($0, 0) }
        case .relu6: result.values = x.values.map { min(max($0, 0), 6) }
        case .leakyReLU(let slope): result.values = x.values.map { $0 < 0 ? slope * $0 : $0 }
        case .tanh: result.values = x.values.map { Float(Glibc.tanh(Double($0))) }
        case .linear(let scale, let shift): result.values = x.values.map { scale * $0 + shift }
        case .affine(let scale, let shift):
            result.values = x.values.enumerated().map { scale[$0 / plane] * $1 + shift[$0 / plane] }
        case .add(let other): result.values = zip(x.values, value(other).values).map { $0 + $1 }
        }
        return result
    }

    static func subsampling(_ x: ReferenceTensor, interval: Int, shape: Shape) -> ReferenceTensor {
        var result = ReferenceTensor(zeros: shape)
        for channel in 0..<shape.channels {
            for row in 0..<shape.height {
                for column in 0..<shape.width {
                    result[channel, row, column] = x[channel, row * interval, column * interval]
                }
            }
        }
        return result
    }

    static func upsampling(_ x: ReferenceTensor, factor: Int, shape: Shape) -> ReferenceTensor {
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

    /// `shape` is that of the result.
    static func annealedMean(_ x: ReferenceTensor, _ mean: AnnealedMean, shape: Shape) throws(NetError)
        -> ReferenceTensor
    {
        let bins = mean.scores.weights.shape[0]
        let scores = try convolution(x, mean.scores, shape: Shape(bins, shape.height, shape.width))
        let centres = try mean.centres.floats()
        var result = ReferenceTensor(zeros: shape)
        for row in 0..<shape.height {
            for column in 0..<shape.width {
                let logits = (0..<bins).map { Double(scores[$0, row, column]) / Double(mean.temperature) }
                let largest = logits.max() ?? 0
                let powers = logits.map { exp($0 - largest) }
                let sum = powers.reduce(0, +)
                for channel in 0..<shape.channels {
                    let weighted = powers.indices.map { powers[$0] * Double(centres[channel * bins + $0]) }
                    result[channel, row, column] = Float(weighted.reduce(0, +) / sum)
                }
            }
        }
        return result
    }
}
