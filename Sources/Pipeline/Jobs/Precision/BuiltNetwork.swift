internal import Files
package import Net
internal import Weights

/// A network that is ready, with what it was made of.
package struct BuiltNetwork: Sendable {
    package let colorizer: Colorizer
    let model: ColorizerModel
    let options: Colorizer.Options
    let weights: WeightTable

    /// What a plan says of it. Reads all the weights. Throws `MalformedWeights` if they cannot be read any more.
    package func plan() throws -> NetworkPlan {
        NetworkPlan(
            model: model, weights: try weights.digest(), inputWidth: options.inputWidth,
            inputHeight: options.inputHeight, temperature: options.temperature, calibration: options.calibration,
            signature: colorizer.signature)
    }
}

extension WeightTable {
    /// SHA-256 of the bytes that hold the tensors.
    fileprivate func digest() throws -> String {
        var hash = SHA256()
        var seen: [ObjectIdentifier] = []
        for (_, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            guard !seen.contains(ObjectIdentifier(tensor.owner)) else { continue }
            seen.append(ObjectIdentifier(tensor.owner))
            try tensor.owner.withBytes(0..<tensor.owner.bytes.count) { hash.update($0) }
        }
        return hash.finish()
    }
}
