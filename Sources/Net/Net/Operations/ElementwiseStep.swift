internal import Glibc

/// Arithmetic on every element x of a value by itself.
enum ElementwiseStep: Sendable {
    /// max(x, 0)
    case relu
    /// min(max(x, 0), 6)
    case relu6
    /// x < 0 ? slope · x : x
    case leakyReLU(slope: Float)
    case tanh
    /// ½ x (1 + erf(x / √2)), exactly: Hendrycks and Gimpel, "Gaussian error linear units (GELUs)", 2016.
    case gelu
    /// scale · x + shift
    case linear(scale: Float, shift: Float)
    /// scale[c] · x + shift[c], c being the channel: what is left of a trained batch normalisation.
    case affine(scale: [Float], shift: [Float])
    /// x + the same element of another value of the same shape.
    case add

    /// Whether it means something else in other units.
    var isCurve: Bool {
        switch self {
        case .tanh, .gelu: true
        case .relu, .relu6, .leakyReLU, .linear, .affine, .add: false
        }
    }

    var isReLU: Bool { if case .relu = self { true } else { false } }

    /// Whether its result may be negative, given that of its inputs.
    func isSigned(_ inputs: [Bool]) -> Bool {
        switch self {
        case .relu, .relu6: false
        case .leakyReLU, .tanh: inputs[0]
        case .gelu, .linear, .affine: true
        case .add: inputs.contains(true)
        }
    }
}

extension ElementwiseStep: OperationRules {
    var inputCount: Int { if case .add = self { 2 } else { 1 } }

    func shape(of inputs: [Shape]) -> Shape? {
        switch self {
        case .affine(let scale, let shift):
            inputs[0].isPlanes && scale.count == inputs[0].channels && shift.count == scale.count ? inputs[0] : nil
        case .add: inputs[1] == inputs[0] ? inputs[0] : nil
        case .relu, .relu6, .leakyReLU, .tanh, .gelu, .linear: inputs[0]
        }
    }

    var takesSteps: Bool { true }

    var formatRule: FormatRule { .float32 }

    func reference(_ inputs: [ReferenceTensor], _ shape: Shape) throws(NetError) -> ReferenceTensor {
        let x = inputs[0].values
        let channelLength = shape.elementCount / max(shape.sizes.first ?? 1, 1)
        let values: [Float] =
            switch self {
            case .relu: x.map { max($0, 0) }
            case .relu6: x.map { min(max($0, 0), 6) }
            case .leakyReLU(let slope): x.map { $0 < 0 ? slope * $0 : $0 }
            case .tanh: x.map { Float(Glibc.tanh(Double($0))) }
            case .gelu: x.map { Float(0.5 * Double($0) * (1 + erf(Double($0) * 0.5.squareRoot()))) }
            case .linear(let scale, let shift): x.map { scale * $0 + shift }
            case .affine(let scale, let shift):
                x.enumerated().map { scale[$0 / channelLength] * $1 + shift[$0 / channelLength] }
            case .add: zip(x, inputs[1].values).map { $0 + $1 }
            }
        return ReferenceTensor(shape, values)
    }
}
