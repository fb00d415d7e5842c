/// How large the numbers between the layers of one network get, which its whole-number form (`Precision.int8`) has to
/// know; made by a `Calibrator`.
public struct Calibration: Codable, Hashable, Sendable {
    /// The network that it is for.
    package let model: ColorizerModel
    /// Columns of that network's input.
    package let inputWidth: Int
    /// Rows of it.
    package let inputHeight: Int
    /// Tells the network's weights from others.
    package let fingerprint: UInt64
    /// Of each convolution by name: the largest magnitude of its result that is told from larger ones, more than 0.
    package let limits: [String: Float]

    /// Takes what was written down. Limits that are not more than 0, or not finite, are left out: their layers then
    /// compute in floating point.
    package init(
        model: ColorizerModel, inputWidth: Int, inputHeight: Int, fingerprint: UInt64, limits: [String: Float]
    ) {
        self.model = model
        self.inputWidth = inputWidth
        self.inputHeight = inputHeight
        self.fingerprint = fingerprint
        self.limits = limits.filter { $0.value > 0 && $0.value.isFinite }
    }
}
