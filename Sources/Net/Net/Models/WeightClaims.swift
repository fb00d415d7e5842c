internal import Weights

/// Hands a network its tensors by name and shape, and remembers all that does not fit, so that one error can name it.
///
/// A tensor that is missing or misshapen is handed out as zeros of the right shape; `finish` then throws, so no colour
/// is ever computed with it.
struct WeightClaims {
    private let table: WeightTable
    private let operation: String
    private var missing: [String] = []
    private var misshapen: [String] = []
    private var damaged: [String] = []
    private var unclaimed: Set<String>
    private let readsValues: Bool

    /// - Parameters:
    ///   - model: its name, for the error.
    ///   - readsValues: whether to look at every number for one that is none, or infinite. That reads the whole file.
    init(_ table: WeightTable, model: String, readsValues: Bool = false) {
        self.table = table
        self.readsValues = readsValues
        operation = "build \(model)"
        unclaimed = Set(table.tensors.keys)
    }

    /// The tensor of this name, which must have this shape and hold floating-point numbers.
    mutating func tensor(_ name: String, _ shape: [Int]) throws(NetError) -> Constant {
        let zeros = Constant.computed(shape: shape) { [Float](repeating: 0, count: shape.reduce(1, *)) }
        guard let tensor = table.tensors[name] else {
            missing.append(name)
            return zeros
        }
        unclaimed.remove(name)
        guard tensor.shape == shape, tensor.dataType.isFloatingPoint else {
            misshapen.append("\(name) (\(Self.describe(tensor)) instead of \(Self.describe(shape)))")
            return zeros
        }
        if readsValues, try !Self.areFinite(.tensor(tensor)) { reject(name, "holds what is not a number, or infinite") }
        return .tensor(tensor)
    }

    /// Whether nothing was wrong so far.
    var isSound: Bool { missing.isEmpty && misshapen.isEmpty && damaged.isEmpty }

    /// Notes that a tensor's numbers cannot be used.
    mutating func reject(_ name: String, _ reason: String) { damaged.append("\(name) (\(reason))") }

    /// Whether all numbers are finite. Gives back the file's memory after large ones.
    private static func areFinite(_ constant: Constant) throws(NetError) -> Bool {
        // The sum of zeros is zero, unless one of them was made of something else. Four sums, as each addition waits
        // for the one before it.
        var sums: (Float, Float, Float, Float) = (0, 0, 0, 0)
        try constant.withFloats { (floats) throws(NetError) in
            guard var place = floats.baseAddress else { return }
            let end = place + floats.count
            while place + 4 <= end {
                sums.0 += place[0] * 0
                sums.1 += place[1] * 0
                sums.2 += place[2] * 0
                sums.3 += place[3] * 0
                place += 4
            }
            while place < end {
                sums.0 += place.pointee * 0
                place += 1
            }
        }
        // Small ones lie beside others that come next.
        if constant.shape.reduce(1, *) > 1 << 18 { constant.releaseFile() }
        return sums.0 + sums.1 + sums.2 + sums.3 == 0
    }

    /// Weights and, unless it has none, bias of a convolution: `name.weight` and `name.bias`.
    mutating func convolution(
        _ name: String, in inputs: Int, out outputs: Int, kernel: Int = 3, stride: Int = 1, dilation: Int = 1,
        groups: Int = 1, hasBias: Bool = true
    ) throws(NetError) -> Convolution {
        Convolution(
            weights: try tensor("\(name).weight", [outputs, inputs / groups, kernel, kernel]),
            bias: hasBias ? try tensor("\(name).bias", [outputs]) : nil, stride: stride, dilation: dilation,
            // Keeps the size, if the stride is 1.
            padding: Padding(dilation * (kernel - 1) / 2), groups: groups)
    }

    /// A transposed convolution that doubles the size: 4×4, stride 2, padding 1.
    mutating func doubling(_ name: String, in inputs: Int, out outputs: Int) throws(NetError) -> Convolution {
        Convolution(
            weights: try tensor("\(name).weight", [inputs, outputs, 4, 4]), bias: try tensor("\(name).bias", [outputs]),
            stride: 2, padding: Padding(1))
    }

    /// A trained batch normalisation as what it does to each channel: weight · (x − mean) / √(variance + 1e-5) + bias
    /// (PyTorch's BatchNorm2d in evaluation).
    mutating func normalisation(_ name: String, channels: Int) throws(NetError) -> ElementwiseStep {
        let affine = try batchNormalization(name, channels: channels)
        return .affine(scale: affine.scale, shift: affine.shift)
    }

    /// As `normalisation`: its factor and its summand of each channel.
    mutating func batchNormalization(
        _ name: String, channels: Int
    ) throws(NetError) -> (scale: [Float], shift: [Float]) {
        let weights = try tensor("\(name).weight", [channels]).floats()
        let biases = try tensor("\(name).bias", [channels]).floats()
        let means = try tensor("\(name).running_mean", [channels]).floats()
        let variances = try tensor("\(name).running_var", [channels]).floats()
        // How many batches it was trained on: no weight.
        ignore("\(name).num_batches_tracked")
        var scale: [Float] = []
        var shift: [Float] = []
        for channel in 0..<channels {
            let factor = Double(weights[channel]) / (Double(variances[channel]) + 1e-5).squareRoot()
            scale.append(Float(factor))
            shift.append(Float(Double(biases[channel]) - Double(means[channel]) * factor))
        }
        guard scale.allSatisfy(\.isFinite), shift.allSatisfy(\.isFinite) else {
            throw NetError(
                .wrongWeights, operation: operation, path: table.path,
                reason: "the normalisation \(name) holds a negative variance or a number that is none")
        }
        return (scale, shift)
    }

    /// Accepts a tensor that the network does not use, present or not.
    mutating func ignore(_ name: String) {
        unclaimed.remove(name)
    }

    /// Throws `wrongWeights` unless every tensor asked for was there and fitting, and no other tensor was.
    func finish() throws(NetError) {
        var complaints: [String] = []
        if !missing.isEmpty { complaints.append("missing \(Self.list(missing))") }
        if !unclaimed.isEmpty { complaints.append("unknown \(Self.list(unclaimed.sorted()))") }
        if !misshapen.isEmpty { complaints.append("misshapen \(Self.list(misshapen))") }
        if !damaged.isEmpty { complaints.append("damaged \(Self.list(damaged))") }
        guard complaints.isEmpty else {
            throw NetError(
                .wrongWeights, operation: operation, path: table.path,
                reason: "not the weights of \(operation.dropFirst("build ".count)): "
                    + complaints.joined(separator: "; "))
        }
    }

    /// The first names, and how many more there are.
    private static func list(_ names: [String]) -> String {
        let shown = 5
        let rest = names.count - shown
        return names.prefix(shown).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    private static func describe(_ shape: [Int]) -> String {
        "[" + shape.map(String.init).joined(separator: ", ") + "]"
    }

    private static func describe(_ tensor: WeightTensor) -> String {
        tensor.dataType.isFloatingPoint ? describe(tensor.shape) : "\(describe(tensor.shape)) of \(tensor.dataType)"
    }
}
