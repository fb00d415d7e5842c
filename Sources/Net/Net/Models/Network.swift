internal import Weights

/// Settings that a network is built with.
struct NetworkSettings {
    /// Columns of the input, a multiple of what the model's description says.
    var width = 256
    /// Rows of it, likewise.
    var height = 256
    /// What the logits are divided by before the softmax, more than 0; ignored by networks without one.
    var temperature: Float = 1
    /// A factor on a* and b*, more than 0; ignored likewise.
    var strength: Float = 1
    /// Whether hints follow the lightness; ignored by networks that take none.
    var readsHints = false
    /// Whether the certainty follows a* and b*; ignored by networks without a softmax.
    var givesCertainty = false
}

/// A network: from the names of its weights to a graph.
///
/// The graph takes one plane of L* (0…100) and, if it reads hints, the planes a*, b* and authority (0…1) of those. It
/// gives the planes a* and b*, in the units of Lab, and, if asked to, the certainty (0…1).
protocol Network: Sendable {
    /// Everything that is particular to the model.
    static var description: ModelDescription { get }

    /// Builds the graph. Throws `wrongWeights`, naming what does not fit, if `weights` are not exactly this network's.
    func graph(weights: WeightTable, _ settings: NetworkSettings) throws(NetError) -> Graph
}
