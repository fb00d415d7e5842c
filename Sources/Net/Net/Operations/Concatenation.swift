/// The channels of several values of one size, one after another.
struct Concatenation: Sendable {
    /// Values that are joined.
    var partCount: Int
}

extension Concatenation: OperationRules {
    var inputCount: Int { partCount }

    func shape(of inputs: [Shape]) -> Shape? {
        guard let first = inputs.first, inputs.allSatisfy({ $0.isPlanes && $0.sizes[1...] == first.sizes[1...] }) else {
            return nil
        }
        return Shape(inputs.reduce(0) { $0 + $1.channels }, first.height, first.width)
    }

    var takesSteps: Bool { false }

    var formatRule: FormatRule { .floatingToAny }

    var keepsSign: Bool { true }

    func reference(_ inputs: [ReferenceTensor], _ shape: Shape) throws(NetError) -> ReferenceTensor {
        ReferenceTensor(shape, inputs.flatMap(\.values))
    }
}
