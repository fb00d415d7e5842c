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
    /// frames, and for a model without keys `lite`, which gives them; one that takes hints takes a person's colours
    /// then. Throws `NetError` for an input size that lite does not take.
    package func ready(for coloring: ColoringOrder) throws -> (network: BuiltNetwork, keys: Colorizer?) {
        guard coloring.carriesColors else { return (self, nil) }
        // Where it colours key frames only, nobody asks it how sure it is.
        let (network, keys) = Self.colorsKeysOnly(model, coloring) ? (self, try lite()) : try withKeys()
        guard coloring.hasReferences, model.description.takesHints else { return (network, keys) }
        return (try changed { $0.readsHints = true }, keys)
    }

    /// Whether `model` colours key frames only, because it gives no keys to carry their colours by.
    static func colorsKeysOnly(_ model: ColorizerModel, _ coloring: ColoringOrder) -> Bool {
        coloring.holdsShots && model != .lite
    }

    /// The same as where colours are carried. It tells how sure it is, if it can.
    package func withKeys() throws -> (network: BuiltNetwork, keys: Colorizer?) {
        if model == .lite { return (try changed { ($0.givesKeys, $0.givesCertainty) = (true, true) }, nil) }
        return (try withCertainty(), try lite())
    }

    /// What gives the keys: in bf16 where that is faster. Whether it is follows from the instruction set, which is part
    /// of a plan.
    private func lite() throws -> Colorizer {
        var options = options
        options.precision = Precision.fasterThanF32(for: .lite).contains(.bf16) ? .bf16 : .f32
        (options.calibration, options.temperature, options.givesKeys) = (nil, nil, true)
        return try Colorizer(model: .lite, weights: WeightTable.embeddedLite(), options: options)
    }

    /// The same network, which tells how sure it is, if it can. Throws `NetError`.
    package func withCertainty() throws -> BuiltNetwork {
        model.description.hasBins ? try changed { $0.givesCertainty = true } : self
    }

    private func changed(_ change: (inout Colorizer.Options) -> Void) throws -> BuiltNetwork {
        var options = options
        change(&options)
        if options == self.options { return self }
        let colorizer = try Colorizer(model: model, weights: weights, options: options)
        return BuiltNetwork(colorizer: colorizer, model: model, options: options, weights: weights)
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
