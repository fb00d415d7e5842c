package import Weights

extension ColorizerModel {
    /// Everything that is particular to it.
    package var description: ModelDescription {
        switch self {
        case .lite: Lite.description
        case .eccv16: ECCV16.description
        case .siggraph17: SIGGRAPH17.description
        case .ddcolorTiny: DDColor.tinyDescription
        case .ddcolorArtistic: DDColor.artisticDescription
        case .ddcolorModelscope: DDColor.modelscopeDescription
        }
    }

    /// The model whose weights these are, told by one tensor that no other model has; whether the rest is there shows
    /// when the network is built. Of models that differ in training only, the first. Throws `wrongWeights` if they are
    /// no model's.
    package init(weights: WeightTable) throws(NetError) {
        guard let model = Self.allCases.first(where: { $0.description.marks(weights) }) else {
            throw NetError(
                .wrongWeights, operation: "read weights", path: weights.path,
                reason: "holds the weights of none of \(Self.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self = model
    }

    /// Throws unless the tensors are all of this network's and no others: `wrongWeights`, naming those that are
    /// missing, unknown or misshapen.
    package func check(_ weights: WeightTable) throws(NetError) {
        _ = try description.network.graph(weights: weights, NetworkSettings())
    }
}
