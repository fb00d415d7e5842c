/// How exactly a network computes.
public enum Precision: String, Sendable, CaseIterable {
    /// IEEE single precision throughout: within 1e-3 in a* and b* of the published networks.
    case f32
    /// Numbers of 16 bits, 8 of them significant (bfloat16), sums in single precision.
    case bf16
    /// Whole numbers of 8 bits between the layers, exact sums; needs a `Calibration`. The first layer, the softmax and what
    /// follows it compute in floating point.
    case int8

    /// Those that this processor computes a network faster in than in `f32`, fastest first.
    public static func fasterThanF32(for model: ColorizerModel) -> [Precision] {
        let short = [Precision.int8, .bf16].filter(\.isFast)
        switch model {
        case .lite: return short
        case .eccv16, .siggraph17:
            // f32 computes their 3×3 convolutions in Winograd's way, and is as fast as bf16 by that (Zen 4: 157 and 181 ms,
            // 317 and 330). Only matrix instructions are too far ahead.
            return short.filter { $0 == .int8 || NetVersions.instructionSet.contains("amx") }
        }
    }

    /// Whether this processor has instructions for it that are worth having; `f32` always.
    public var isFast: Bool {
        switch self {
        case .f32: true
        case .bf16: NumberFormat.ElementType.bfloat16.isFast
        case .int8: NumberFormat.ElementType.signed8.isFast
        }
    }
}
