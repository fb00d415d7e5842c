/// How exactly a network computes.
public enum Precision: String, Sendable, CaseIterable, Codable {
    /// IEEE single precision throughout: within 1e-3 in a* and b* of the published networks.
    case f32
    /// Numbers of 16 bits, 8 of them significant (bfloat16), sums in single precision.
    case bf16
    /// Whole numbers of 8 bits between the layers, exact sums; needs a `Calibration`. The first layer, the softmax and
    /// what follows it compute in floating point.
    case int8
}
