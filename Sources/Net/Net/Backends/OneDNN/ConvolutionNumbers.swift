internal import OneDNNShim

/// A convolution written in the numbers that it is computed with.
struct ConvolutionNumbers {
    /// Type of what it reads, and of its weights if it is a floating-point one.
    let type: onednn_type
    /// The weights as floats: whole numbers from −127 to 127 if it computes with such.
    let convolution: Convolution
    /// What the sums of each output channel are multiplied by; empty for 1.
    let scales: [Float]

    var weightsType: onednn_type { type == .unsigned8 ? .signed8 : type }

    /// - Parameters:
    ///   - type: of what it reads.
    ///   - sourceUnit: what a 1 stands for there.
    ///   - resultUnit: what a 1 is to stand for in its result.
    init(_ convolution: Convolution, type: onednn_type, sourceUnit: Float, resultUnit: Float) throws(NetError) {
        self.type = type
        var convolution = convolution
        var scales: [Float] = []
        let bias = try convolution.bias?.floats()
        if type == .signed8 || type == .unsigned8 {
            // Each output channel by itself, as large as its largest weight allows (Krishnamoorthi, "Quantizing deep
            // convolutional networks for efficient inference", 2018, section 3.1).
            var weights = try convolution.weights.floats()
            let shape = convolution.weights.shape
            let count = weights.count / shape[0]
            for channel in 0..<shape[0] {
                let own = (channel * count)..<((channel + 1) * count)
                var largest: Float = 0
                for index in own { largest = max(largest, abs(weights[index])) }
                let unit = largest > 0 ? largest / 127 : 1
                for index in own { weights[index] = (weights[index] / unit).rounded() }
                scales.append(unit * sourceUnit / resultUnit)
            }
            convolution.weights = .values(weights, shape: shape)
            if let bias {
                convolution.bias = .values(
                    zip(bias, scales).map { OneDNNOperation.convolutionBias($0 / resultUnit, scale: $1) },
                    shape: [bias.count])
            }
        } else if sourceUnit != 1 || resultUnit != 1 {
            let factor = sourceUnit / resultUnit
            convolution.weights = .values(
                try convolution.weights.floats().map { $0 * factor }, shape: convolution.weights.shape)
            if let bias { convolution.bias = .values(bias.map { $0 / resultUnit }, shape: [bias.count]) }
        }
        self.convolution = convolution
        self.scales = scales
    }
}
