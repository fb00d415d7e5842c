internal import Weights

/// Everything that is particular to one model. Each model's file holds its own; the rest of the program knows a model
/// by its name only.
package struct ModelDescription: Sendable {
    /// Where its weights come from.
    package enum Origin: Sendable {
        /// They are part of the program.
        case embedded
        /// A file of its authors'.
        case published(PublishedWeights)
    }

    /// One line for people.
    package let summary: String
    /// SPDX identifier of the release and of its weights, or where to find the licence.
    package let license: String
    /// What it was trained on, for people who mind.
    package let training: String
    /// Where its weights come from.
    package let origin: Origin
    /// The name of a tensor that no other model has.
    let mark: String
    /// The shape of that tensor, where only that tells it from another model's of the same name.
    let markShape: [Int]?
    /// The layer whose result are the encoder's features: the deepest one, where places are the fewest.
    let featuresLayer: String
    /// The layer that reads the decoder's last features, of which `Colorizer.Options.givesKeys` tells; nil for models
    /// that are not asked for them.
    let keysReader: String?
    /// Width and height of its input must be multiples of this.
    package let inputSizeMultiple: Int
    /// Whether it chooses between colours by a softmax. Then a temperature has a meaning, and the certainty is known.
    package let hasBins: Bool
    /// Whether its input may have hints: colours that a person wants at some pixels.
    package let takesHints: Bool
    /// 10⁹ multiplications for an input of 256×256.
    package let gigaMultiplications: Double
    /// Memory per pixel of the input: the largest pair of layers, and what oneDNN needs besides.
    package let bytesPerInputPixel: Double
    /// Memory of the weights as they are packed, measured: in f32, where some are packed for Winograd's way, too, and
    /// in bf16.
    package let weightBytes: (f32: Double, bf16: Double)
    /// How many predictions at the same time are worth it, each with its share of the threads; nil for one per thread.
    package let mostConcurrentPredictions: Int?
    /// Whether nearly all its work is in wide 3×3 convolutions: in f32, Winograd's way saves multiplications there.
    let isMostlyWinograd: Bool
    /// From the names of its weights to a graph.
    let network: any Network

    /// Everything but what few models have is given.
    init(
        summary: String, license: String, training: String, origin: Origin, mark: String, markShape: [Int]? = nil,
        featuresLayer: String, keysReader: String? = nil, inputSizeMultiple: Int, hasBins: Bool, takesHints: Bool,
        gigaMultiplications: Double, bytesPerInputPixel: Double, weightBytes: (f32: Double, bf16: Double),
        mostConcurrentPredictions: Int?, isMostlyWinograd: Bool, network: any Network
    ) {
        self.summary = summary
        self.license = license
        self.training = training
        self.origin = origin
        self.mark = mark
        self.markShape = markShape
        self.featuresLayer = featuresLayer
        self.keysReader = keysReader
        self.inputSizeMultiple = inputSizeMultiple
        self.hasBins = hasBins
        self.takesHints = takesHints
        self.gigaMultiplications = gigaMultiplications
        self.bytesPerInputPixel = bytesPerInputPixel
        self.weightBytes = weightBytes
        self.mostConcurrentPredictions = mostConcurrentPredictions
        self.isMostlyWinograd = isMostlyWinograd
        self.network = network
    }

    /// Whether weights have the tensor that tells the model.
    func marks(_ weights: WeightTable) -> Bool {
        guard let tensor = weights.tensors[mark] else { return false }
        return markShape == nil || markShape == tensor.shape
    }
}

/// A published file of weights, and how to recognise it.
package struct PublishedWeights: Sendable {
    /// Its name at its origin and in the store.
    package let fileName: String
    /// Its length in bytes.
    package let byteCount: Int
    /// SHA-256, 64 lower-case hexadecimal digits. This alone decides whether a download is the file.
    package let sha256: String
    /// Where to fetch it, in the order of trying.
    package let addresses: [String]

    /// A file with these properties.
    package init(fileName: String, byteCount: Int, sha256: String, addresses: [String]) {
        self.fileName = fileName
        self.byteCount = byteCount
        self.sha256 = sha256
        self.addresses = addresses
    }
}
