/// All that is particular to one network. Each model's file holds its own; nothing else in the program knows a model by
/// more than its name.
package struct ModelDescription: Sendable {
    /// Where its weights come from.
    package enum Origin: Sendable {
        /// They are part of the program.
        case embedded
        /// A file of its authors'.
        case published(PublishedWeights)
    }

    /// For people: what it is.
    package let summary: String
    /// SPDX identifier, of the release and of its weights, or where to look.
    package let license: String
    /// Where its weights come from.
    package let origin: Origin
    /// The name of a tensor that no other model has.
    let mark: String
    /// Width and height of its input must be multiples of this.
    package let inputSizeMultiple: Int
    /// Whether it chooses between colours by a softmax: a temperature means something then, and it can tell how sure it
    /// is.
    package let hasBins: Bool
    /// Whether it can be told colours that some pixels shall have.
    package let takesHints: Bool
    /// 10⁹ multiplications for an input of 256×256.
    package let gigaMultiplications: Double
    /// Memory for each pixel of the input: its largest pair of layers, and what oneDNN wants beside.
    package let bytesPerInputPixel: Double
    /// Predictions at the same time, each on one thread, up to which more of them are faster than fewer with more
    /// threads; nil for as many as there are threads.
    package let mostConcurrentPredictions: Int?
    /// Whether nearly all of it is wide 3×3 convolutions, for which there are ways in f32 that need fewer multiplications.
    let isMostlyWinograd: Bool
    /// From the names of its weights to a graph.
    let network: any Network
}

/// A file of weights that others have published, and how to know it.
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
