/// A convolution's (or linear layer's) weights with the arithmetic before and after it folded in, which is exact.
///
/// The weights themselves are folded each time they are read: only the vectors are kept.
struct FoldedWeights {
    private let weights: Constant
    /// Of each row: an output.
    private var rowScale: [Double]
    /// Of each input.
    private var columnScale: [Double]?
    private var bias: [Double]
    private var rowOrder: [Int]?

    private var rowCount: Int { weights.shape[0] }
    private var rowLength: Int { weights.shape[1...].reduce(1, *) }

    /// - Parameters:
    ///   - weights: [out, in, …].
    ///   - bias: [out], if there is one.
    init(_ weights: Constant, bias: Constant? = nil) throws(NetError) {
        self.weights = weights
        rowScale = [Double](repeating: 1, count: weights.shape[0])
        self.bias = try bias?.floats().map(Double.init) ?? [Double](repeating: 0, count: weights.shape[0])
    }

    /// Whatever the layer gave is multiplied by `scale` and gets `shift`, each row its own.
    mutating func scaleResult(_ scale: [Float], shift: [Float]? = nil) {
        for row in rowScale.indices {
            rowScale[row] *= Double(scale[row])
            bias[row] = bias[row] * Double(scale[row]) + Double(shift?[row] ?? 0)
        }
    }

    /// Whatever the layer gave is multiplied by `factor`, without its bias.
    mutating func scaleWeights(_ factor: Double) {
        for row in rowScale.indices { rowScale[row] *= factor }
    }

    mutating func addToResult(_ values: ArraySlice<Float>) {
        for (row, value) in values.enumerated() { bias[row] += Double(value) }
    }

    /// What the layer reads is `scale` · x + `shift` of each input, x being what it is given: for kernels of one pixel
    /// only, as there is no border. Before `reorderRows`, once.
    mutating func readScaled(_ scale: [Float], shift: [Float]) throws(NetError) {
        precondition(rowLength == weights.shape[1] && columnScale == nil && rowOrder == nil)
        let values = try weights.floats()
        for row in 0..<rowCount {
            let sum = ProductSum.of(values, from: row * rowLength, by: 1, shift, from: 0, by: 1, count: rowLength)
            bias[row] += rowScale[row] * sum
        }
        columnScale = scale.map(Double.init)
    }

    /// Row r becomes what row `order[r]` was.
    mutating func reorderRows(_ order: [Int]) { rowOrder = order }

    /// The weights and the bias, folded.
    func convolution(padding: Padding = Padding(0), hasBias: Bool = true) -> Convolution {
        let order = rowOrder ?? Array(0..<rowCount)
        let bias = order.map { Float(self.bias[$0]) }
        let shape = weights.shape.count == 2 ? weights.shape + [1, 1] : weights.shape
        let kernel = shape[2] * shape[3]
        let (weights, rowScale, columnScale) = (weights, rowScale, columnScale)
        let folded = Constant.computed(shape: shape) { () throws(NetError) in
            let values = try weights.floats()
            weights.releaseFile()
            var result = [Float](repeating: 0, count: values.count)
            let length = shape[1] * kernel
            for (row, source) in order.enumerated() {
                let factor = rowScale[source]
                guard let columnScale else {
                    for index in 0..<length {
                        result[row * length + index] = Float(factor * Double(values[source * length + index]))
                    }
                    continue
                }
                for index in 0..<length {
                    result[row * length + index] = Float(
                        factor * columnScale[index / kernel] * Double(values[source * length + index]))
                }
            }
            return result
        }
        return Convolution(
            weights: folded, bias: hasBias ? .values(bias, shape: [bias.count]) : nil, padding: padding)
    }
}

extension WeightClaims {
    /// A layer normalisation: `name.weight` and `name.bias`.
    mutating func layerNormalization(
        _ name: String, channels: Int, epsilon: Float
    ) throws(NetError) -> LayerNormalization {
        LayerNormalization(
            scale: try tensor("\(name).weight", [channels]).floats(),
            shift: try tensor("\(name).bias", [channels]).floats(), epsilon: epsilon)
    }

    /// A linear layer: `name.weight` and `name.bias`.
    mutating func linear(_ name: String, in inputs: Int, out outputs: Int) throws(NetError) -> Linear {
        Linear(weights: try tensor("\(name).weight", [outputs, inputs]), bias: try tensor("\(name).bias", [outputs]))
    }

    /// Weights under spectral normalisation as PyTorch keeps them (Miyato et al., "Spectral normalization for
    /// generative adversarial networks", ICLR 2018): `weight_orig` divided by σ = u · (W v), W being the weights as a
    /// matrix.
    mutating func spectral(
        _ name: String, in inputs: Int, out outputs: Int, kernel: Int = 1, hasBias: Bool = false
    ) throws(NetError) -> FoldedWeights {
        let weights = try tensor("\(name).weight_orig", [outputs, inputs, kernel, kernel])
        let length = inputs * kernel * kernel
        let left = try tensor("\(name).weight_u", [outputs]).floats()
        let right = try tensor("\(name).weight_v", [length]).floats()
        let values = try weights.floats()
        var sigma = 0.0
        for row in 0..<outputs {
            sigma +=
                Double(left[row])
                * ProductSum.of(values, from: row * length, by: 1, right, from: 0, by: 1, count: length)
        }
        weights.releaseFile()
        var folded = try FoldedWeights(weights, bias: hasBias ? try tensor("\(name).bias", [outputs]) : nil)
        // Of vectors of length 0 it would be 0.
        if sigma.magnitude > 1e-12, sigma.isFinite {
            folded.scaleWeights(1 / sigma)
        } else if isSound {
            let vector = right.contains { $0 != 0 } ? "weight_u" : "weight_v"
            reject("\(name).\(vector)", "gives a spectral norm of \(Float(sigma))")
        }
        return folded
    }
}
