/// How exactly a network computes.
public enum Precision: String, Sendable, CaseIterable {
    /// IEEE single precision throughout: within 1e-3 in a* and b* of the published networks.
    case f32
    /// Numbers of 16 bits, 8 of them significant (bfloat16), sums in single precision.
    case bf16
    /// Whole numbers of 8 bits between the layers, exact sums; needs a `Calibration`. The first layer, the softmax and what
    /// follows it compute in floating point.
    case int8

    /// Those that this processor computes faster than `f32`, fastest first, and `f32` last.
    public static var fastestFirst: [Precision] { [.int8, .bf16, .f32].filter(\.isFast) }

    /// Whether this processor has instructions for it that are worth having; `f32` always.
    public var isFast: Bool {
        switch self {
        case .f32: true
        case .bf16: NumberFormat.ElementType.bfloat16.isFast
        case .int8: NumberFormat.ElementType.signed8.isFast
        }
    }
}
