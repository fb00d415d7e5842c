/// What a node computes from its inputs. A closed list: the compiler shows what a back end lacks when one is added.
enum Operation: Sendable {
    case convolution(Convolution)
    case transposedConvolution(TransposedConvolution)
    case elementwise(ElementwiseStep)
    case subsampling(Subsampling)
    case upsampling(Upsampling)
    case annealedMean(AnnealedMean)
    case known(Known)
    case grey(Grey)
    case layerNormalization(LayerNormalization)
    case linear(Linear)
    case tokens(Tokens)
    case attention(Attention)
    case pixelShuffle(PixelShuffle)
    case concatenation(Concatenation)
    case colorQueries(ColorQueries)

    /// Its rules, which its family's file holds.
    var rules: any OperationRules {
        switch self {
        case .convolution(let rules): rules
        case .transposedConvolution(let rules): rules
        case .elementwise(let rules): rules
        case .subsampling(let rules): rules
        case .upsampling(let rules): rules
        case .annealedMean(let rules): rules
        case .known(let rules): rules
        case .grey(let rules): rules
        case .layerNormalization(let rules): rules
        case .linear(let rules): rules
        case .tokens(let rules): rules
        case .attention(let rules): rules
        case .pixelShuffle(let rules): rules
        case .concatenation(let rules): rules
        case .colorQueries(let rules): rules
        }
    }

    /// The convolution that it is or begins with, transposed or not.
    var convolution: Convolution? {
        switch self {
        case .convolution(let convolution): convolution
        case .transposedConvolution(let transposed): transposed.convolution
        case .annealedMean(let mean): mean.scores
        case .linear(let linear): linear.convolution
        case .colorQueries(let queries): queries.expansion
        case .elementwise, .subsampling, .upsampling, .known, .grey, .layerNormalization, .tokens, .attention,
            .pixelShuffle, .concatenation:
            nil
        }
    }
}

/// What the graph, the passes and the choice of formats need to know of an operation, and its definition.
protocol OperationRules: Sendable {
    /// How many values it reads.
    var inputCount: Int { get }

    /// The shape of its result from those of its inputs, which are `inputCount`; nil if it cannot have such inputs.
    func shape(of inputs: [Shape]) -> Shape?

    /// Its cost: multiplications by weights to compute `output` from `inputs`.
    func multiplications(_ inputs: [Shape], _ output: Shape) -> Int

    /// Whether elementwise steps may follow in the same node.
    var takesSteps: Bool { get }

    /// The formats in which it reads and gives its values.
    var formatRule: FormatRule { get }

    /// Whether its result is negative only where an input is.
    var keepsSign: Bool { get }

    /// Its definition: the result by the plainest loop, summed in double. The oracle of the tests; too slow for a film.
    /// `shape` is that of the result.
    func reference(_ inputs: [ReferenceTensor], _ shape: Shape) throws(NetError) -> ReferenceTensor
}

extension OperationRules {
    var inputCount: Int { 1 }

    var keepsSign: Bool { formatRule == .same }

    func multiplications(_ inputs: [Shape], _ output: Shape) -> Int { 0 }
}

/// The formats in which an operation can read and give its values.
enum FormatRule: Sendable {
    /// It multiplies and adds: it reads any format and gives any.
    case any
    /// It moves or averages: it gives the format that it reads.
    case same
    /// It reads float32 and bfloat16 and gives either.
    case floating
    /// It reads float32 and bfloat16 and gives any, whole numbers only if at most a ReLU follows.
    case floatingToAny
    /// It reads any format as its first input, float32 as others, and gives float32.
    case anyToFloat32
    /// It reads and gives float32.
    case float32
}
