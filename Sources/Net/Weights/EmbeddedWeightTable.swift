internal import EmbeddedWeights

/// Bytes of the executable.
///
/// `@unchecked Sendable`: a constant pointer to constant data that lives as long as the process.
private final class ExecutableBytes: WeightBytes, @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }
}

extension WeightTable {
    /// Bytes that the weights of `lite` take in the program.
    package static var embeddedLiteByteCount: Int { embedded_lite_weights_size() }

    /// The weights of `lite`, which are part of the program. Metadata: `temperature`, `strength` and what training
    /// wrote.
    ///
    /// Throws `malformedWeights` if the program was built with a damaged file.
    public static func embeddedLite() throws(WeightsError) -> WeightTable {
        let bytes = UnsafeRawBufferPointer(start: embedded_lite_weights(), count: embedded_lite_weights_size())
        return try WeightsFile.table(from: ExecutableBytes(bytes), path: nil)
    }
}
