package import Weights

extension ColorizerModel {
    /// Width and height of the network's input must be multiples of this.
    package var inputSizeMultiple: Int {
        switch self {
        case .lite: Lite.sizeMultiple
        case .eccv16: ECCV16.sizeMultiple
        case .siggraph17: SIGGRAPH17.sizeMultiple
        }
    }

    /// The model whose weights these are, told by the name of one tensor that no other model has; whether the rest is
    /// there shows when the network is built. Throws `wrongWeights` if they are no model's.
    package init(weights: WeightTable) throws(NetError) {
        let marks: [(name: String, model: ColorizerModel)] = [
            ("classifier.weight", .lite), ("model_out.weight", .eccv16), ("model_out.0.weight", .siggraph17),
        ]
        guard let mark = marks.first(where: { weights.tensors[$0.name] != nil }) else {
            throw NetError(
                .wrongWeights, operation: "read weights", path: weights.path,
                reason:
                    "holds the weights of none of \(ColorizerModel.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self = mark.model
    }

    /// Throws unless the tensors are all of this network's and no others: `wrongWeights`, naming those that are missing,
    /// unknown or misshapen.
    package func check(_ weights: WeightTable) throws(NetError) {
        _ = try network.graph(weights: weights, width: 256, height: 256, temperature: 1, strength: 1)
    }

    /// The network's description.
    var network: any Network {
        switch self {
        case .lite: Lite()
        case .eccv16: ECCV16()
        case .siggraph17: SIGGRAPH17()
        }
    }
}
