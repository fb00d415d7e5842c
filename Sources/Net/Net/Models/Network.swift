internal import Weights

/// A network: from the names of its weights to a graph.
///
/// The graph takes one plane of L* (0…100) and gives the planes a* and b*, in the units of Lab.
protocol Network: Sendable {
    /// All that is particular to it.
    static var description: ModelDescription { get }

    /// Builds the graph for inputs of this size, which is a multiple of what the description says.
    ///
    /// - `temperature`: what the logits are divided by before the softmax, more than 0; ignored by networks without
    ///   one.
    /// - `strength`: a factor on a* and b*, more than 0; ignored likewise.
    ///
    /// Throws `wrongWeights`, naming what does not fit, if `weights` are not exactly this network's.
    func graph(
        weights: WeightTable, width: Int, height: Int, temperature: Float, strength: Float
    ) throws(NetError) -> Graph
}
