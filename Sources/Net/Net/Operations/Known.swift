/// Tokens that are known when the network is built: queries, positions.
struct Known: Sendable {
    /// [tokens, width].
    var constant: Constant
}

extension Known: OperationRules {
    var inputCount: Int { 0 }

    func shape(of inputs: [Shape]) -> Shape? {
        constant.shape.count == 2 ? Shape(tokens: constant.shape[0], width: constant.shape[1]) : nil
    }

    var takesSteps: Bool { false }

    var formatRule: FormatRule { .float32 }

    func reference(_ inputs: [ReferenceTensor], _ shape: Shape) throws(NetError) -> ReferenceTensor {
        ReferenceTensor(shape, try constant.floats())
    }
}
