internal import Files
internal import Guidance
package import Net
internal import Shots
internal import Weights

/// A network that is ready, with what it was made of.
package struct BuiltNetwork: Sendable {
    package let colorizer: Colorizer
    package let model: ColorizerModel
    package let options: Colorizer.Options
    let weights: WeightTable

    /// The same network; where colours are carried through shots with the keys by which things are found again in other
    /// frames, and for a model without keys `lite`, which gives them. Throws `NetError` for an input size that lite does not take.
    package func ready(for coloring: ColoringOrder) throws -> (network: BuiltNetwork, keys: Colorizer?) {
        let isCarried = coloring.steadiness == .shot || !(coloring.guidance?.referenceFrames.isEmpty ?? true)
        return isCarried ? try withKeys() : (self, nil)
    }

    /// The same as where colours are carried.
    package func withKeys() throws -> (network: BuiltNetwork, keys: Colorizer?) {
        var options = options
        if model == .lite {
            options.givesKeys = true
            let colorizer = try Colorizer(model: model, weights: weights, options: options)
            return (BuiltNetwork(colorizer: colorizer, model: model, options: options, weights: weights), nil)
        }
        (options.precision, options.calibration, options.temperature) = (.f32, nil, nil)
        options.givesKeys = true
        let keys = try Colorizer(model: .lite, weights: WeightTable.embeddedLite(), options: options)
        return (self, keys)
    }

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
