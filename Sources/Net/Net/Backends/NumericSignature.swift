/// What determines the bits of a network's results, apart from the network, its weights and a calibration: with equal
/// signatures they are equal, on whatever machines. The plan of a run records it.
package struct NumericSignature: Hashable, Codable, Sendable {
    /// The back end and its version: "oneDNN 2.6.3".
    package var library: String
    /// The widest that the library uses: "avx512_core_bf16".
    package var instructionSet: String
    /// The formats of the numbers between the layers.
    package var precision: Precision
    /// Whether float32 convolutions may be computed in Winograd's way.
    package var allowsWinograd: Bool
    /// Threads that the sums are divided among.
    package var threadCount: Int
}
